namespace Ldirectord.KernelGuest;

/// <summary>
/// For each service two clients of one process, as a process takes the guest a second to start: one whose only connection stays open, and
/// one that connects for every request. Both write down their answers (<see cref="AskingClient"/>).
/// </summary>
internal static class ClientPairs
{
    // A kernel sends again after 0.2, 0.4, 0.8 … s: what is lost while a service has no director is answered long after it has one.
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(string folder, string[] arguments)
    {
        Directory.CreateDirectory(folder);
        var services = arguments.TakeWhile(argument => !argument.StartsWith("--", StringComparison.Ordinal)).ToArray();
        var options = arguments[services.Length..];
        var codes = await Task.WhenAll(services.SelectMany(service =>
        {
            var (name, url) = service.IndexOf('=') is var at ? (service[..at], service[(at + 1)..]) : default;
            return (Task<int>[])
            [
                KeepAsync(url, $"{folder}/{name}.open", options),
                WebClient.RunAsync(url, $"{folder}/{name}.anew", options),
            ];
        }));
        return codes.Max();
    }

    private static async Task<int> KeepAsync(string url, string log, string[] options)
    {
        using var connection = new OpenConnection(new Uri(url));
        return await AskingClient.RunAsync(log, options, _ => connection.AskAsync(OpenTimeout));
    }
}
