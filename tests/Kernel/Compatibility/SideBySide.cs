using System.Collections.Concurrent;
using Ldirectord.Kernel.Daemon;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>
/// A machine in which stories are run, several at a time: most of a story is waiting. All of its share are begun with the first test of the
/// class, for xunit runs the tests of a class one after the other; each test then waits for its own.
/// </summary>
public abstract class SideBySide(int share) : IAsyncLifetime
{
    /// <summary>More, and the guest's one processor makes the original slow to react.</summary>
    private const int AtATime = 4;

    private const string Original = "/usr/sbin/ldirectord";

    private readonly SharedMachine _shared = new();
    private readonly SemaphoreSlim _places = new(AtATime);
    private readonly ConcurrentDictionary<string, Task> _runs = new(StringComparer.Ordinal);

    public async ValueTask InitializeAsync()
    {
        await _shared.InitializeAsync();
        if (!File.Exists(Original) || _shared.IsMissing)
            return;
        _ = (await _shared.Machine.RunAsync(StoryTools.Setup(Original))).Text;
        var tool = await GuestTool.StartAsync(_shared.Machine, "sandboxes", "/run/sandboxes", _shared.Machine.Scratch);
        var number = 0;
        foreach (var (name, story) in StoryCatalog.Share(share))
            _runs[name] = RunAsync(story, tool, $"s{++number}");
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_runs.Values).ContinueWith(_ => { }, TaskScheduler.Default);
        await _shared.DisposeAsync();
        _places.Dispose();
        GC.SuppressFinalize(this);
    }

    internal Task ResultAsync(string story)
    {
        _ = _shared.Machine;
        Assert.SkipUnless(File.Exists(Original), "needs the Debian package ldirectord: apt-get install ldirectord");
        return _runs[story];
    }

    private async Task RunAsync(Story story, GuestPipe tool, string name)
    {
        await _places.WaitAsync();
        try
        {
            var original = new Sandbox(_shared.Machine, tool, $"{name}-original", StoryTools.Original);
            var ours = new Sandbox(_shared.Machine, tool, $"{name}-ours", Executable.Path);
            await original.OpenAsync(story.Servers);
            await ours.OpenAsync(story.Servers);
            try
            {
                await new StoryRun(story, original, ours).RunAsync();
            }
            finally
            {
                await original.CloseAsync();
                await ours.CloseAsync();
            }
        }
        finally
        {
            _places.Release();
        }
    }
}
