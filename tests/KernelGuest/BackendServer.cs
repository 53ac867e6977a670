using System.Net;

namespace Ldirectord.KernelGuest;

/// <summary>Many backends in one process: each in its own network namespace if it is given one, each told by name what to become.</summary>
internal static class BackendServer
{
    public static int Run(string pipe, string[] specifications)
    {
        var backends = specifications.Select(Parse).ToDictionary(backend => backend.Name);
        foreach (var backend in backends.Values)
            backend.Become("up");
        ControlPipe.Serve(pipe, command =>
        {
            try
            {
                if (command.Split(' ') is not [var name, var mode])
                    return $"{command}: expected NAME MODE";
                foreach (var backend in name == "all" ? backends.Values.ToArray() : [backends[name]])
                    backend.Become(mode);
                return "ok";
            }
            catch (Exception e)
            {
                return e.Message;
            }
        });
        return 0;
    }

    // NAME=[NETNS@]ADDRESS:PORT
    private static WebBackend Parse(string text)
    {
        var (name, place) = Cut(text, '=') ?? throw new ArgumentException($"{text}: expected NAME=[NETNS@]ADDRESS:PORT");
        return Cut(place, '@') is var (space, address)
            ? new WebBackend(name, space, IPEndPoint.Parse(address), answersDatagrams: true)
            : new WebBackend(name, null, IPEndPoint.Parse(place), answersDatagrams: true);
    }

    private static (string Before, string After)? Cut(string text, char at) =>
        text.IndexOf(at) is var index and >= 0 ? (text[..index], text[(index + 1)..]) : null;
}
