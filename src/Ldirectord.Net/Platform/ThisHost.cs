namespace Ldirectord.Platform;

/// <summary>The machine that this process runs on.</summary>
internal static class ThisHost
{
    /// <summary>The environment's HOSTNAME, as the original takes it, or the kernel's name of the host.</summary>
    public static string Name => Environment.GetEnvironmentVariable("HOSTNAME") ?? Environment.MachineName;
}
