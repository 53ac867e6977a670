using System.Net;

namespace Ldirectord.KernelGuest;

/// <summary>
/// The web servers of many worlds in one process, and the looking at each. A world is the network namespace of that name and the folder of
/// that name in /worlds. Told over its pipe: "open WORLD NAME=ADDRESS:PORT…", "set WORLD NAME MODE", "close WORLD".
/// </summary>
internal static class WorldServer
{
    public static int Run(string pipe, string folder)
    {
        var worlds = new Dictionary<string, (Dictionary<string, Backend> Backends, WorldWatch Watch)>();
        ControlPipe.Serve(pipe, command =>
        {
            try
            {
                switch (command.Split(' '))
                {
                    case ["open", var world, .. var servers]:
                        var backends = servers.Select(server => Parse(world, server)).ToDictionary(backend => backend.Name);
                        foreach (var backend in backends.Values)
                            backend.Become("up");
                        worlds.Add(world, (backends, new WorldWatch(world, folder)));
                        return "ok";
                    case ["set", var world, var name, var mode]:
                        foreach (var backend in name == "all" ? worlds[world].Backends.Values.ToArray() : [worlds[world].Backends[name]])
                            backend.Become(mode);
                        return "ok";
                    case ["close", var world]:
                        worlds.Remove(world, out var closed);
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

    private static Backend Parse(string world, string server) =>
        server.Split('=', 2) is [var name, var address]
            ? new Backend(name, world, IPEndPoint.Parse(address))
            : throw new ArgumentException($"{server}: expected NAME=ADDRESS:PORT");
}
