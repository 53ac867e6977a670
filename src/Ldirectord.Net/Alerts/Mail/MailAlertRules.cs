using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Ldirectord.Platform;
using Ldirectord.Text;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Alerts;

/// <summary>emailalert: what operators are told of by mail, and when. Called by the director's loop alone; the sending is the queue's.</summary>
/// <param name="send">Sends one mail, or throws.</param>
/// <param name="dryRun">Says what it would mail, and mails nothing.</param>
internal sealed partial class MailAlertRules(Func<MailRoute, MailText, CancellationToken, Task> send, ILogger log, TimeProvider time, bool dryRun = false) : IDisposable
{
    /// <summary>Looked up once, before the loop turns: an account may be in a directory on the network.</summary>
    private static readonly string s_user = Environment.UserName;

    private readonly MailQueue _queue = new(send, ThisHost.Name, log, time);

    // A service that an edit took out has one more mail to come, about that: its settings are kept until the next edit.
    private Dictionary<ServiceId, MailSettings> _settings = [];
    private HashSet<ServiceId> _inForce = [];

    /// <summary>When the last mail about a server that is down was sent.</summary>
    private readonly Dictionary<ServerKey, long> _told = [];

    /// <summary>A configuration came into force.</summary>
    public void Know(DirectorConfig config)
    {
        var settings = config.VirtualServices.ToDictionary(service => service.Id, service => service.Mail);
        foreach (var left in _inForce.Where(id => !settings.ContainsKey(id)).ToList())
            settings.Add(left, _settings[left]);
        _inForce = config.VirtualServices.Select(service => service.Id).ToHashSet();
        _settings = settings;

        // A server that is put back into the file is told of from the beginning.
        if (_told.Count == 0)
            return;
        var servers = config.VirtualServices.SelectMany(service => service.RealServers, (service, server) => new ServerKey(service.Id, server.Destination.EndPoint)).ToHashSet();
        foreach (var gone in _told.Keys.Where(key => !servers.Contains(key)).ToList())
            _told.Remove(gone);
    }

    /// <summary>How many services and servers are remembered.</summary>
    public int Remembered => _settings.Count + _told.Count;

    /// <summary>The table was changed.</summary>
    public void Changed(TableChange change, DaemonPhases phase)
    {
        if (change.IsAlert && _settings.TryGetValue(change.Operation.ServiceId, out var settings))
            Tell(settings, change.Message, phase);
    }

    /// <summary>A server passed its check, or is out for maintenance.</summary>
    public void NotDown(ServerKey server) => _told.Remove(server);

    /// <summary>A server failed its check and is down: said again every emailalertfreq seconds.</summary>
    /// <param name="name">The server as the configuration has it.</param>
    public void StillDown(ServerKey server, string name, MailSettings settings, DaemonPhases phase)
    {
        if (_told.TryAdd(server, time.GetTimestamp()) || settings.RepeatInterval == TimeSpan.Zero || time.GetElapsedTime(_told[server]) < settings.RepeatInterval)
            return;
        _told[server] = time.GetTimestamp();
        Tell(settings, $"Inaccessible real server: {name} ({server.Service})", phase);
    }

    /// <summary>Gives what waits a moment.</summary>
    public Task DrainAsync() => _queue.DrainAsync();

    public void Dispose() => _queue.Dispose();

    private void Tell(MailSettings settings, string message, DaemonPhases phase)
    {
        if (settings.Recipients.IsEmpty || !settings.Phases.HasFlag(phase))
            return;
        if (dryRun)
        {
            NotSent(log, message);
            return;
        }

        Sent(log, message);
        var route = new MailRoute(
            Latin1.ToText(settings.Sender ?? $"{s_user}@{ThisHost.Name}"),
            Latin1.ToText(string.Join(", ", settings.Recipients)),
            settings.Smtp);
        _queue.Post(route, new MailAlert(settings, message, phase), settings.Digest);
    }

    [LoggerMessage(LogLevel.Information, "emailalert: {Message}")]
    private static partial void Sent(ILogger log, string message);

    [LoggerMessage(LogLevel.Information, "A dry run does not mail: {Message}")]
    private static partial void NotSent(ILogger log, string message);
}
