namespace Ldirectord.Director;

/// <summary>How the drain of each server ended that an operator still wants out of the table. Used by the loop alone.</summary>
internal sealed class DrainEnds : IDirectorObserver
{
    private const string Clean = "no connections left";

    private readonly Dictionary<(string Service, string Server), string> _ends = [];

    public void OnTransition(in ServerTransition transition)
    {
        if (transition.ChangesAdmin)
            _ends.Remove((transition.Server.ServiceName, transition.Server.Name));
    }

    public void OnSteering(SteeringNotice notice)
    {
        if (notice is { Left: { } left, Virtual: { } service, Real: { } server })
            _ends[(service, server)] = left;
    }

    /// <returns>"no connections left", or "3 connections left after 10m"; null if no drain has ended.</returns>
    public string? Of(TrackedServer server) => _ends.GetValueOrDefault((server.ServiceName, server.Name));

    /// <summary>Connections were cut off.</summary>
    public static bool IsCut(string? end) => end is not null && end != Clean;
}
