using System.Runtime.InteropServices;
using Ldirectord.Platform;

namespace Ldirectord.Daemon;

/// <summary>The three streams that every program may take for granted, and whoever called (a daemon, "2>&amp;-" of a script) may have closed.</summary>
internal static partial class StandardStreams
{
    private const int ReadWrite = 0x2, Last = 2; // fcntl.h

    /// <summary>Opens /dev/null where one is closed. Else the next file that is opened would take its number, and be written to as standard error.</summary>
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
