using System.Collections.Immutable;
using System.Net;
using Ldirectord.Alerts;
using Ldirectord.Config;
using Ldirectord.Health;
using Ldirectord.Ipvs;
using Ldirectord.Planning;
using Microsoft.Extensions.Logging;

namespace Ldirectord.Director;

/// <summary>
/// Keeps the table as it should be: collects what is to be written, writes it once per turn of the loop, and tries again what is left.
/// </summary>
/// <param name="retryDue">Called on a thread of the clock, when it is time for <see cref="OnRetryDue"/>.</param>
/// <param name="tell">Told of the end of a drain.</param>
internal sealed class TableKeeper(
    IIpvs ipvs,
    DirectorState state,
    Func<KernelSettings> kernelSettings,
    FallbackCommands fallbackCommands,
    MailAlertRules mail,
    Action retryDue,
    Action<SteeringNotice> tell,
    ILogger log,
    TimeProvider time) : IDisposable
{
    private readonly TableWriter _writer = new(
        ipvs,
        kernelSettings,
        accepted: change =>
        {
            state.Servers.OnWritten(change.Operation);
            if (change.IsRoutine)
            {
                DirectorLogMessages.WeightChanged(log, change.Message);
            }
            else
            {
                DirectorLogMessages.TableChanged(log, change.Message);
                Note(state, time, EventKind.Table, change, "");
            }

            mail.Changed(change, state.Phase);
            if (change.Drained is { } outcome)
                tell(DrainedNotice(change.Operation, outcome, state, time.GetUtcNow()));
        },
        (change, error) => Note(state, time, EventKind.TableRefused, change, $": {error}"),
        state.Operations,
        log,
        time);
    private readonly RetryBackoff _retry = new(time, retryDue);
    private bool _retryIsDue;

    /// <summary>The server's state changed: its destination, and the fallback's, may have to be written.</summary>
    public void Mark(TrackedServer server)
    {
        var endPoint = server.Server.Destination.EndPoint;
        var scope = new WriteScope(server.Service.Fallback is { } fallback ? [endPoint, fallback.EndPoint] : [endPoint]);
        _writer.Mark(server.Service.Id, scope);
    }

    /// <summary>The whole service may have to be written.</summary>
    public void Mark(VirtualService service) => _writer.Mark(service.Id, WriteScope.Whole);

    /// <summary>The service became lost, or whole again: any of its destinations may have to be written.</summary>
    public void MarkAll(TrackedService service)
    {
        var servers = service.Servers.Select(server => server.Key.EndPoint).ToImmutableHashSet();
        _writer.Mark(service.Service.Id, new WriteScope(
            service.Service.Fallback is { } fallback ? servers.Add(fallback.EndPoint) : servers));
    }

    /// <summary>A part of the service may have to be written.</summary>
    public void Mark(ServiceId service, WriteScope scope) => _writer.Mark(service, scope);

    /// <inheritdoc cref="TableWriter.IsPending"/>
    public bool IsPending(ServiceId service, IPEndPoint? endPoint) => _writer.IsPending(service, endPoint);

    /// <summary>The service is to be removed: the configuration no longer names it.</summary>
    public void MarkPurge(ServiceId service) => _writer.MarkPurge(service);

    /// <param name="services">About as many as the table holds.</param>
    /// <exception cref="IpvsException">The table cannot be read.</exception>
    public TableReading Read(ImmutableArray<ServiceId> ids, int services) => _writer.Read(ids, services);

    /// <summary>Writes what is marked.</summary>
    /// <param name="now">What was read of the table just now.</param>
    public void Flush(TableReading? now = null)
    {
        // What the kernel refused waits for the retry, or for a new mark. Tried with every result, it would fail, and be logged, many times
        // a second.
        if (_writer.IsIdle || !(_writer.HasNews || _retryIsDue))
            return;
        _retryIsDue = false;
        switch (_writer.Write(state.Services, state.Servers, state.Config, now))
        {
            case Outstanding.Nothing:
                _retry.Succeeded();
                break;
            case Outstanding.Drains:
                _retry.Succeeded();
                _retry.Within(Draining.MinimumDrain);
                break;
            default:
                _retry.Failed();
                break;
        }

        UpdateFallbackCommands();
    }

    /// <summary>Runs what is due of them. A standby needs none: who was told "start" here is told "stop" when it becomes one.</summary>
    public void UpdateFallbackCommands()
    {
        foreach (var service in state.Config.VirtualServices.Where(service => service.FallbackCommand is not null))
        {
            var tracked = state.Servers.Of(service);
            fallbackCommands.Update(
                service, !ActivityRules.Speaks(tracked.Role) || tracked is { IsWhole: true } or { AwaitsSuccessor: true });
        }
    }

    /// <summary>The table could not be read for another purpose, such as a reload: that is tried again with the next write.</summary>
    public void RetryLater() => _retry.Failed();

    public void OnRetryDue()
    {
        _retry.Taken();
        _retryIsDue = true;
    }

    /// <summary>cleanstop: removes the services that ask for it.</summary>
    public void Stop() => _writer.Stop(state.Config.VirtualServices.Where(service => service.CleanStop), state.Servers);

    public void Dispose() => _retry.Dispose();

    private static SteeringNotice DrainedNotice(IpvsOperation operation, DrainOutcome outcome, DirectorState state, DateTimeOffset now)
    {
        var (id, endPoint) = (operation.ServiceId, ((DeleteDestination)operation).EndPoint);
        var server = state.Servers.Find(new ServerKey(id, endPoint));
        return new SteeringNotice(
            SteeringKind.Drained, outcome.Line, state.Services.GetValueOrDefault(id)?.CheckId, server?.Name ?? $"{endPoint}", [id], now)
        {
            Left = outcome.Left,
        };
    }

    private static void Note(DirectorState state, TimeProvider time, EventKind kind, TableChange change, string suffix)
    {
        var id = change.Operation.ServiceId;
        var endPoint = change.Operation switch
        {
            AddDestination add => add.Destination.EndPoint,
            EditDestination edit => edit.Destination.EndPoint,
            DeleteDestination delete => delete.EndPoint,
            _ => null,
        };
        var server = endPoint is null ? null : state.Servers.Find(new ServerKey(id, endPoint))?.Name ?? endPoint.ToString();
        state.Events.Add(time.GetUtcNow(), kind, id.FullName, server, $"{IpvsadmFormat.Command(change.Operation)}{suffix}");
    }
}
