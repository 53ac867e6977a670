using System.Runtime.InteropServices;

namespace Ldirectord.Daemon;

/// <summary>Environment variables that say something to one process: they are taken by whom they are meant for, and not passed on.</summary>
internal static partial class OneShotEnvironment
{
    /// <summary>Reads the variable and removes it, from libc's environment too: that is what programs started by posix_spawn(3) get.</summary>
    /// <returns>Its value; empty if it is not set.</returns>
    public static string Take(string name)
    {
        var value = Environment.GetEnvironmentVariable(name) ?? "";
        Environment.SetEnvironmentVariable(name, null);
        _ = UnsetEnvironment(name);
        return value;
    }

    /// <summary>For whatever this process starts.</summary>
    public static void Give(string name, string value) => _ = SetEnvironment(name, value, 1);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironment(string name);
}
