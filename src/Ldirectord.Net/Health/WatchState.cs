namespace Ldirectord.Health;

/// <summary>watch = connection: what has become of the connection to one real server.</summary>
internal enum WatchState
{
    /// <summary>It is held, or being opened.</summary>
    Held,

    /// <summary>It is opened with the next passed check, or one after that.</summary>
    Waiting,

    /// <summary>The server closes idle connections: it is not opened again before the server fails a check.</summary>
    GivenUp,
}
