/**
 * HTTP/2 connections that many independent streams share for days: flow control that lets no stream
 * stall another, and the discovery of dead peers. For both ends, client and server.
 */
@NullMarked
package dev.jetway.kube.http2;

import org.jspecify.annotations.NullMarked;
