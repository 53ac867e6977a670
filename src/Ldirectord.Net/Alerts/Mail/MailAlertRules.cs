using System.Collections.Immutable;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Ldirectord.Platform;
using Ldirectord.Text;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Alerts;

/// <summary>
/// emailalert: which events are mailed, to whom and when. Called on the loop's thread only; <see cref="MailQueue"/> sends.
/// </summary>
/// <param name="send">Sends one mail, or throws.</param>
/// <param name="dryRun">Only log what would be mailed.</param>
internal sealed partial class MailAlertRules(
    Func<MailRoute, MailText, CancellationToken, Task> send, ILogger log, TimeProvider time, bool dryRun = false) : IDisposable
{
    /// <summary>Looked up once, before the loop runs: the account may be in a directory on the network.</summary>
    private static readonly string s_user = Environment.UserName;

    private readonly MailQueue _queue = new(send, ThisHost.Name, log, time);

    // The removal of a service is mailed too, so its settings are kept until the next configuration.
    private Dictionary<ServiceId, MailSettings> _settings = [];
    private HashSet<ServiceId> _configured = [];

    private ImmutableHashSet<ServiceId> _silent = [];

    /// <summary>When the last mail about a server that is down was sent, by server.</summary>
    private readonly Dictionary<ServerKey, long> _lastMail = [];

    /// <summary>Applies a new configuration.</summary>
    public void Apply(DirectorConfig config)
    {
        var settings = config.VirtualServices.ToDictionary(service => service.Id, service => service.Mail);
        foreach (var removed in _configured.Where(id => !settings.ContainsKey(id)).ToList())
            settings.Add(removed, _settings[removed]);
        _configured = config.VirtualServices.Select(service => service.Id).ToHashSet();
        _settings = settings;

        // Forget removed servers: one that is put back into the file starts anew.
        if (_lastMail.Count == 0)
            return;
        var servers = config.VirtualServices
            .SelectMany(service => service.RealServers, (service, server) => new ServerKey(service.Id, server.Destination.EndPoint))
            .ToHashSet();
        foreach (var removed in _lastMail.Keys.Where(key => !servers.Contains(key)).ToList())
            _lastMail.Remove(removed);
    }

    /// <summary>Of these services nothing is mailed from now on: another director is the active one.</summary>
    public void Silence(ImmutableHashSet<ServiceId> services) => _silent = services;

    /// <summary>Number of services and servers that are kept.</summary>
    public int Remembered => _settings.Count + _lastMail.Count;

    /// <summary>The table was changed.</summary>
    public void Changed(TableChange change, DaemonPhases phase)
    {
        if (change.IsAlert && !_silent.Contains(change.Operation.ServiceId)
            && _settings.TryGetValue(change.Operation.ServiceId, out var settings))
            Notify(settings, change.Message, phase);
    }

    /// <summary>
    /// What the table does not show: a service is lost, whole again, or keeps failed servers; the health of a server is unknown, or known
    /// again.
    /// </summary>
    public void Said(ServiceId service, string sentence, DaemonPhases phase) => Said([service], sentence, phase);

    /// <summary>The same of several services: one mail to each of their recipients.</summary>
    public void Said(ImmutableArray<ServiceId> services, string sentence, DaemonPhases phase)
    {
        var settings = services.Where(service => !_silent.Contains(service))
            .Select(service => _settings.GetValueOrDefault(service)).OfType<MailSettings>();
        foreach (var one in settings.DistinctBy(one => (string.Join(',', one.Recipients), one.Sender, one.Smtp)))
            Notify(one, sentence, phase);
    }

    /// <summary>A server passed its check, or is in maintenance.</summary>
    public void NotDown(ServerKey server) => _lastMail.Remove(server);

    /// <summary>A server failed its check and is down: mailed again every emailalertfreq seconds.</summary>
    /// <param name="name">Address and port as the configuration has them.</param>
    public void StillDown(ServerKey server, string name, MailSettings settings, DaemonPhases phase)
    {
        if (_silent.Contains(server.Service))
        {
            // The time until its next mail begins when this director is active.
            _lastMail.Remove(server);
            return;
        }

        // The first mail is the table's change.
        if (_lastMail.TryAdd(server, time.GetTimestamp()) || settings.RepeatInterval == TimeSpan.Zero)
            return;
        if (time.GetElapsedTime(_lastMail[server]) < settings.RepeatInterval)
            return;
        _lastMail[server] = time.GetTimestamp();
        Notify(settings, $"Inaccessible real server: {name} ({server.Service})", phase);
    }

    /// <summary>Sends what waits, for a few seconds at most.</summary>
    public Task DrainAsync() => _queue.DrainAsync();

    public void Dispose() => _queue.Dispose();

    private void Notify(MailSettings settings, string message, DaemonPhases phase)
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

    [LoggerMessage(LogLevel.Information, "Dry run, not mailed: {Message}")]
    private static partial void NotSent(ILogger log, string message);
}
