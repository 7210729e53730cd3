// Many watches of one collection, by a client that costs as little as possible: each line is an event, is counted and
// thrown away. The benchmark drives it over a connection of lines:
//
//	it says                     is told
//	open, once all are open     expect: the next event is waited for
//	ready                       (the event is made)
//	seen, by every watch
//	failed <why>, and ends
package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	perClient     = 500
	openingAtOnce = 20
	attempts      = 60
)

type watchers struct {
	control net.Conn
	mutex   sync.Mutex
	reading int64
	unseen  atomic.Int64
}

func main() {
	control := flag.String("control", "", "host:port of whoever drives this")
	url := flag.String("url", "", "address of the watch")
	authority := flag.String("ca", "", "who signs the server's certificate, PEM")
	certificate := flag.String("certificate", "", "client certificate, PEM")
	key := flag.String("key", "", "its key, PEM")
	reading := flag.Int("reading", 0, "watches that read what comes")
	silent := flag.Int("silent", 0, "watches that never read")
	flag.Parse()

	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(must(os.ReadFile(*authority)))
	config := &tls.Config{
		RootCAs:      trusted,
		Certificates: []tls.Certificate{must(tls.LoadX509KeyPair(*certificate, *key))},
	}
	all := &watchers{control: must(net.Dial("tcp", *control)), reading: int64(*reading)}
	all.openAll(config, *url, *reading, *silent)
	all.say("open")
	lines := bufio.NewScanner(all.control)
	for lines.Scan() {
		all.unseen.Store(all.reading)
		all.say("ready")
	}
}

func (w *watchers) openAll(config *tls.Config, url string, reading, silent int) {
	var opened sync.WaitGroup
	opening := make(chan struct{}, openingAtOnce)
	var client *http.Client
	for i := 0; i < reading+silent; i++ {
		if i%perClient == 0 {
			client = &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: config.Clone()}}
		}
		opened.Add(1)
		opening <- struct{}{}
		go func(client *http.Client, reads bool) {
			body := w.open(client, url)
			opened.Done()
			<-opening
			if reads {
				w.count(body)
			}
		}(client, i < reading)
	}
	opened.Wait()
}

// open tries again where the API server's fairness puts off some of many new watches.
func (w *watchers) open(client *http.Client, url string) io.Reader {
	for attempt := 1; ; attempt++ {
		request := must(http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil))
		response, err := client.Do(request)
		if err == nil && response.StatusCode == http.StatusOK {
			return response.Body
		}
		why := fmt.Sprint(err)
		if err == nil {
			why = response.Status
			response.Body.Close()
		}
		if attempt == attempts {
			w.fail("could not open a watch: " + why)
		}
		time.Sleep(time.Second)
	}
}

func (w *watchers) count(body io.Reader) {
	buffer := make([]byte, 4096)
	for {
		n, err := body.Read(buffer)
		for _, b := range buffer[:n] {
			if b == '\n' && w.unseen.Add(-1) == 0 {
				w.say("seen")
			}
		}
		if err != nil {
			w.fail("a watch ended: " + err.Error())
		}
	}
}

func (w *watchers) say(line string) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	fmt.Fprintln(w.control, line)
}

func (w *watchers) fail(why string) {
	w.say("failed " + why)
	log.Fatal(why)
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
