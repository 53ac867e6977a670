namespace Ldirectord.Cli;

/// <summary>What the program has to do after a key.</summary>
internal enum ScreenDeed
{
    Nothing,
    Quit,
    Suspend,

    /// <summary>Paint every line again, since another program may have written on the terminal.</summary>
    Redraw,

    /// <summary>Ask the daemon why a server is as it is.</summary>
    Explain,

    /// <summary>Have the daemon do what the operator confirmed.</summary>
    Steer,
}
