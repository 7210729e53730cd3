module jetway.dev/benchmark/watchers

go 1.24
