// Forwards TCP connections on a free port of loopback to a Unix socket, as `ssh -L` does for an operator.
import net from "node:net";

export async function forward(socket) {
  const open = new Set();
  const server = net.createServer(client => {
    const there = net.connect(socket);
    for (const [from, to] of [[client, there], [there, client]]) {
      open.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => { open.delete(from); to.destroy(); });
      from.pipe(to);
    }
  });
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Cuts every connection, and takes no new one until the returned function is called. */
    cut() {
      const port = server.address().port;
      server.close();
      for (const one of open) one.destroy();
      return () => new Promise(done => server.listen(port, "127.0.0.1", done));
    },
    close() {
      server.close();
      for (const one of open) one.destroy();
    },
  };
}
