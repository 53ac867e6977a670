using System.Runtime.InteropServices;

namespace Ldirectord.Tests.Support;

/// <summary>Irregular files, which would block a reader for ever or fill the memory.</summary>
internal static partial class UnfitFiles
{
    /// <summary>Far more than a refusal takes, and far less than for ever.</summary>
    public static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(20);

    public static TheoryData<string, string> Kinds => new()
    {
        { "pipe", "it is a named pipe: expected a file" },
        { "link to a pipe", "it is a named pipe: expected a file" },
        { "link to /dev/zero", "it is a device: expected a file" },
        { "sparse file", "it is larger than 64 MB" },
    };

    /// <summary>Puts it there, in the place of what there was, as a rename does.</summary>
    public static void Put(string kind, string path)
    {
        var draft = path + ".draft";
        switch (kind)
        {
            case "pipe":
                Assert.Equal(0, MakePipe(draft, 0x1B6));
                break;
            case "link to a pipe":
                Assert.Equal(0, MakePipe(path + ".pipe", 0x1B6));
                File.CreateSymbolicLink(draft, path + ".pipe");
                break;
            case "link to /dev/zero":
                File.CreateSymbolicLink(draft, "/dev/zero");
                break;
            case "sparse file":
                using (var file = File.Create(draft))
                    file.SetLength(2L << 30);
                break;
            default:
                throw new ArgumentException(kind, nameof(kind));
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>What an action gives, which must give it in good time.</summary>
    public static Task<T> AtOnceAsync<T>(Func<T> action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WaitAsync(AtOnce, TestContext.Current.CancellationToken);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}
