// An aggregated API server in a few lines, as anyone would begin one: every request goes on to
// the control plane as it is. The benchmark compares its watches with shared ones.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
)

func main() {
	listen := flag.String("listen", "", "host:port to serve HTTPS on")
	certificate := flag.String("certificate", "", "serving certificate, PEM")
	key := flag.String("key", "", "its key, PEM")
	target := flag.String("target", "", "address of the control plane")
	targetCA := flag.String("target-ca", "", "who signs the control plane's certificate, PEM")
	userCertificate := flag.String("user-certificate", "", "client certificate for the control plane, PEM")
	userKey := flag.String("user-key", "", "its key, PEM")
	flag.Parse()

	upstream := must(url.Parse(*target))
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(must(os.ReadFile(*targetCA)))
	proxy := &httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(upstream) },
		FlushInterval: -1,
		Transport: &http.Transport{
			ForceAttemptHTTP2: true,
			TLSClientConfig: &tls.Config{
				RootCAs:      trusted,
				Certificates: []tls.Certificate{must(tls.LoadX509KeyPair(*userCertificate, *userKey))},
			},
		},
	}
	server := &http.Server{
		Addr:    *listen,
		Handler: proxy,
		HTTP2:   &http.HTTP2Config{MaxConcurrentStreams: 1000},
	}
	log.Fatal(server.ListenAndServeTLS(*certificate, *key))
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
