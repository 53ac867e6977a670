using System.Runtime.InteropServices;

namespace Ldirectord.Cli;

/// <summary>Environment variables that are meant for this process and nobody it starts.</summary>
internal static partial class Inherited
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

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironment(string name);
}
