using System.Runtime.InteropServices;

namespace Ldirectord.Daemon;

/// <summary>Environment variables meant for one process: read once, then removed so that children do not inherit them.</summary>
internal static partial class OneShotEnvironment
{
    /// <summary>
    /// Reads the variable and removes it, also from libc's environment, which programs started by posix_spawn(3) inherit.
    /// </summary>
    /// <returns>The value, or an empty string if the variable is not set.</returns>
    public static string Take(string name)
    {
        var value = Environment.GetEnvironmentVariable(name) ?? "";
        Environment.SetEnvironmentVariable(name, null);
        _ = UnsetEnvironment(name);
        return value;
    }

    /// <summary>Sets the variable for the programs that this process starts.</summary>
    public static void Give(string name, string value) => _ = SetEnvironment(name, value, 1);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironment(string name);
}
