using System.Runtime.InteropServices;
using Ldirectord.Platform;

namespace Ldirectord.Daemon;

/// <summary>The three standard streams, which the calling process (a daemon, "2>&amp;-" in a script) may have closed.</summary>
internal static partial class StandardStreams
{
    private const int ReadWrite = 0x2, Last = 2; // fcntl.h

    /// <summary>
    /// Opens /dev/null for each closed one. Otherwise the next opened file would get its number, and be written to as standard
    /// error.
    /// </summary>
    public static void OpenClosed()
    {
        int descriptor;
        do
            descriptor = Open("/dev/null", ReadWrite); // takes the lowest number that is free
        while (descriptor is >= 0 and < Last);
        if (descriptor > Last)
            _ = Libc.Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
