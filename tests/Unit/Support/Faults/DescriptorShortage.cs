using System.Runtime.InteropServices;

namespace Ldirectord.Tests.Support;

/// <summary>
/// Takes every file descriptor of this process until it is disposed (RLIMIT_NOFILE, getrlimit(2)). For tests of the collection Shortage
/// alone.
/// </summary>
internal sealed partial class DescriptorShortage : IDisposable
{
    private const int Descriptors = 7; // RLIMIT_NOFILE

    private readonly Stack<int> _taken = [];
    private readonly Limit _before;

    public DescriptorShortage()
    {
        Assert.Equal(0, GetLimit(Descriptors, out _before));
        Assert.Equal(0, SetLimit(Descriptors, _before with { Soft = Math.Min(_before.Soft, 4096) }));
        while (Dup(2) is var fd and >= 0)
            _taken.Push(fd);
    }

    /// <summary>Frees one descriptor.</summary>
    public void LeaveOneMore() => _ = Close(_taken.Pop());

    public void Dispose()
    {
        foreach (var fd in _taken)
            _ = Close(fd);
        _ = SetLimit(Descriptors, _before);
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Dup(int fd);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
