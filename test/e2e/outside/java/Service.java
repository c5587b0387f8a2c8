import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Executors;

/** GET /order places an order with the shop; anything else is taken. The OpenTelemetry agent does the rest. */
public class Service {
  public static void main(String[] arguments) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      int status = exchange.getRequestURI().getPath().equals("/order") ? order() : 200;
      byte[] body = "{\"id\":\"charge-1\"}".getBytes();
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
  }

  private static int order() {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("SHOP_URL") + "/orders"))
          .POST(BodyPublishers.ofString("{\"items\":[{\"id\":\"lamp\",\"quantity\":1}]}")).build();
      // HTTP/1.1: the shop's API knows nothing of an upgrade.
      return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build().send(request, BodyHandlers.discarding()).statusCode();
    } catch (Exception error) {
      return 500;
    }
  }
}
