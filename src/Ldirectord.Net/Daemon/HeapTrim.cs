using System.Runtime.InteropServices;

namespace Ldirectord.Daemon;

/// <summary>
/// Start-up and large reloads need much more memory than their result. Returns the rest to the system: the runtime's heap, and what
/// its compiler keeps by way of malloc(3).
/// </summary>
internal static partial class HeapTrim
{
    /// <summary>
    /// Real servers that a reload must add or remove before <see cref="Trim"/> is worth its pause: they take some megabytes.
    /// </summary>
    public const int ManyServers = 2000;

    /// <summary>After that time the runtime has compiled the frequently called methods a second time.</summary>
    private static readonly TimeSpan CompilerDelay = TimeSpan.FromSeconds(10);

    /// <summary>Trims at once, and again without a pause when the compiler is done and the start's last methods have run.</summary>
    public static async Task TrimAfterStartAsync(TimeProvider time)
    {
        Trim();
        await Task.Delay(CompilerDelay, time).ConfigureAwait(false);
        _ = MallocTrim(0);
        ProgramPages.Release();
    }

    /// <summary>Blocks every thread for some milliseconds.</summary>
    public static void Trim()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = MallocTrim(0);
    }

    // malloc_trim(3): glibc's.
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);
}
