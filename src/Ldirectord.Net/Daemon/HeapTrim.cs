using System.Runtime.InteropServices;

namespace Ldirectord.Daemon;

/// <summary>
/// To start, and to read a file, takes many times the memory of what comes of it, which the runtime, and its compiler by way of malloc(3), would keep for the
/// next time.
/// </summary>
internal static partial class HeapTrim
{
    /// <summary>Servers, come and gone at a reload, for which <see cref="GiveBack"/> is worth its pause: they are some megabytes.</summary>
    public const int ManyServers = 2000;

    /// <summary>By then the runtime has compiled a second time what a steady state calls often.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    /// <summary>After the start: at once, and what the compiler leaves when it has settled, which holds up nobody.</summary>
    public static async Task GiveBackAsync(TimeProvider time)
    {
        GiveBack();
        await Task.Delay(Settled, time).ConfigureAwait(false);
        _ = TrimHeap(0);
    }

    /// <summary>What is free goes back to the system. Blocks every thread for some milliseconds.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = TrimHeap(0);
    }

    // malloc_trim(3): glibc's.
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimHeap(nuint keep);
}
