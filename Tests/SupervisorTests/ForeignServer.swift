import Glibc
import Testing

/// Servers we didn't write, each told to listen on loopback at $ADNET_TEST_PORT.
enum ForeignServer: String, CaseIterable, CustomTestStringConvertible {
  case nginx, caddy, nodejs, uvicorn, python

  var testDescription: String { rawValue }

  var isInstalled: Bool {
    let program =
      switch self {
      case .nginx: "/usr/sbin/nginx"
      case .caddy: "/usr/bin/caddy"
      case .nodejs: "/usr/bin/node"
      case .uvicorn: "/usr/bin/uvicorn"
      case .python: "/usr/bin/python3"
      }
    return access(program, X_OK) == 0
  }

  var script: String {
    switch self {
    case .nginx:
      """
      cat > $HOME/nginx.conf <<END
      daemon off; worker_processes 2; pid $HOME/pid; error_log stderr; user root;
      events {} http { access_log off; server { listen 127.0.0.1:$ADNET_TEST_PORT;
      location / { return 200 "nginx"; } } }
      END
      exec /usr/sbin/nginx -p $HOME -c $HOME/nginx.conf
      """
    case .caddy:
      """
      export XDG_DATA_HOME=$HOME XDG_CONFIG_HOME=$HOME
      printf '{\\n admin off\\n auto_https off\\n}\\nhttp://:%s {\\n bind 127.0.0.1\\n respond caddy\\n}\\n' \
        $ADNET_TEST_PORT > $HOME/Caddyfile
      exec /usr/bin/caddy run --adapter caddyfile --config $HOME/Caddyfile
      """
    case .nodejs:
      """
      exec /usr/bin/node -e 'require("http").createServer((q, s) => s.end("node"))
        .listen(+process.env.ADNET_TEST_PORT, "127.0.0.1")
        .on("error", e => { console.error(e); process.exit(9) });
        process.on("SIGTERM", () => process.exit(0))'
      """
    case .uvicorn:
      """
      cat > $HOME/app.py <<END
      async def app(scope, receive, send):
          if scope["type"] != "http": return
          await send({"type": "http.response.start", "status": 200, "headers": []})
          await send({"type": "http.response.body", "body": b"uvicorn"})
      END
      cd $HOME && exec /usr/bin/uvicorn --host 127.0.0.1 --port $ADNET_TEST_PORT app:app
      """
    case .python:
      """
      exec /usr/bin/python3 -c 'import http.server, os
      class Handler(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200); self.end_headers(); self.wfile.write(b"python")
      address = ("127.0.0.1", int(os.environ["ADNET_TEST_PORT"]))
      http.server.ThreadingHTTPServer(address, Handler).serve_forever()'
      """
    }
  }
}
