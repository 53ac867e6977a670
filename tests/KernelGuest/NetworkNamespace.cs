using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ldirectord.KernelGuest;

/// <summary>Network namespaces made by "ip netns add": a socket belongs to the one its thread is in when it is made.</summary>
internal static partial class NetworkNamespace
{
    private const int CLONE_NEWNET = 0x40000000;

    /// <param name="name">null for this process's own.</param>
    public static T Run<T>(string? name, Func<T> make)
    {
        if (name is null)
            return make();
        T? made = default;
        Exception? failed = null;
        // The thread ends in that namespace and takes it along.
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle($"/run/netns/{name}");
                if (SetNamespace(handle, CLONE_NEWNET) != 0)
                    throw new InvalidOperationException($"cannot enter the network "
                        + $"namespace {name}: {Marshal.GetLastPInvokeErrorMessage()}");
                made = make();
            }
            catch (Exception e)
            {
                failed = e;
            }
        });
        thread.Start();
        thread.Join();
        return failed is null ? made! : throw new InvalidOperationException($"in network namespace {name}: {failed.Message}", failed);
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle handle, int kind);
}
