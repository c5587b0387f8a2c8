"""GET /order places an order with the shop; anything else is taken. The standard SDK, as its documentation starts it."""
import json
import os
import signal
import sys
import urllib.request
from wsgiref.simple_server import WSGIRequestHandler, make_server

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.urllib import URLLibInstrumentor
from opentelemetry.instrumentation.wsgi import OpenTelemetryMiddleware
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
URLLibInstrumentor().instrument()


def service(environ, start_response):
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    status = "200 OK"
    if environ["PATH_INFO"] == "/order":
        body = json.dumps({"items": [{"id": "lamp", "quantity": 1}]}).encode()
        with urllib.request.urlopen(urllib.request.Request(os.environ["SHOP_URL"] + "/orders", data=body, method="POST")) as response:
            status = f"{response.status} Accepted"
    start_response(status, [("content-type", "application/json")])
    return [b'{"id":"charge-1"}']


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def stop(*_):
    provider.shutdown()
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
make_server("127.0.0.1", int(os.environ["PORT"]), OpenTelemetryMiddleware(service), handler_class=Quiet).serve_forever()
