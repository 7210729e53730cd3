module jetway.dev/benchmark/reverse-proxy

go 1.24
