using System.Net;

namespace Ldirectord.KernelGuest;

/// <summary>
/// The web servers of many sandboxes in one process, and the monitor of each. A sandbox is the network namespace of that name and the
/// folder of that name in /sandboxes. Told over its pipe: "open SANDBOX NAME=ADDRESS:PORT…", "set SANDBOX NAME MODE", "close SANDBOX".
/// </summary>
internal static class SandboxServer
{
    public static int Run(string pipe, string folder)
    {
        var sandboxes = new Dictionary<string, (Dictionary<string, WebBackend> Backends, SandboxMonitor Watch)>();
        ControlPipe.Serve(pipe, command =>
        {
            try
            {
                switch (command.Split(' '))
                {
                    case ["open", var sandbox, .. var servers]:
                        var backends = servers.Select(server => Parse(sandbox, server)).ToDictionary(backend => backend.Name);
                        foreach (var backend in backends.Values)
                            backend.Become("up");
                        sandboxes.Add(sandbox, (backends, new SandboxMonitor(sandbox, folder)));
                        return "ok";
                    case ["set", var sandbox, var name, var mode]:
                        foreach (var backend in name == "all" ? sandboxes[sandbox].Backends.Values.ToArray()
                            : [sandboxes[sandbox].Backends[name]])
                            backend.Become(mode);
                        return "ok";
                    case ["close", var sandbox]:
                        sandboxes.Remove(sandbox, out var closed);
                        closed.Watch.Stop();
                        foreach (var backend in closed.Backends.Values)
                            backend.Become("dead");
                        return "ok";
                    default:
                        return $"{command}: expected open, set or close";
                }
            }
            catch (Exception e)
            {
                return e.Message;
            }
        });
        return 0;
    }

    private static WebBackend Parse(string sandbox, string server) =>
        server.Split('=', 2) is [var name, var address]
            ? new WebBackend(name, sandbox, IPEndPoint.Parse(address))
            : throw new ArgumentException($"{server}: expected NAME=ADDRESS:PORT");
}
