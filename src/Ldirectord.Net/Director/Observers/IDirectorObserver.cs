namespace Ldirectord.Director;

/// <summary>
/// Passes on what happens to the servers. Called on the loop, after the server has remembered the transition; must not block.
/// </summary>
internal interface IDirectorObserver
{
    /// <summary>
    /// Called for every result of every server, whether or not it changes the state, and when maintenance begins or ends.
    /// </summary>
    void OnTransition(in ServerTransition transition);

    /// <summary>Called when a drain ends, and when a file in maintenancedir is over or seems forgotten.</summary>
    void OnSteering(SteeringNotice notice)
    {
    }
}
