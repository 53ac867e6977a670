using System.Text.RegularExpressions;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>Steps that both directors are put through, and the differences that are intended.</summary>
/// <param name="Act">In each of the two sandboxes; what it returns are facts to be compared.</param>
internal sealed record StoryStep(string Name, Func<Sandbox, Task<IEnumerable<string>>> Act)
{
    /// <summary>The step must have no effect in either sandbox.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>The original puts servers in and takes them out again meanwhile.</summary>
    public bool ReadsConfiguration { get; init; }

    /// <summary>Requires only an answer of the step; other steps must have an effect in both sandboxes.</summary>
    public bool IsQuestion { get; init; }

    /// <summary>The row that says why the tables differ after it.</summary>
    public string? TablesDiffer { get; set; }
}

/// <summary>A fact that one of the two has alone, and the row of docs/differences.md that says so.</summary>
/// <param name="Whole">Of the fact: "log/ldirectord.log: Added real server: …".</param>
internal sealed record Difference(string Row, bool OfOriginal, Regex Whole);

/// <summary>A configuration and what happens to it: read by both directors side by side, and to come to the same (StoryRun).</summary>
internal sealed class Story
{
    /// <summary>For every story that does not say otherwise.</summary>
    private const string Usual = "checktimeout=6\nnegotiatetimeout=6\ncheckinterval=1\n";

    private const string ConfigFile = "/etc/ha.d/story.cf";
    private const string PidFile = "/run/ldirectord.story.cf.pid";

    // A pid file of ours: by it the sandbox is watched (SandboxMonitor).
    private const string Foreground = "/run/foreground.pid";

    private readonly List<StoryStep> _steps = [];
    private readonly List<Difference> _differences = [];
    private readonly List<(string Path, string Text)> _files = [];
    private readonly List<string> _servers =
    [
        "b1=127.0.2.1:80", "b2=127.0.2.2:80", "b3=127.0.2.3:80", "b1-8080=127.0.2.1:8080", "b2-8080=127.0.2.2:8080", "b1-6=[fd00::21]:80",
        "b2-6=[fd00::22]:80",
    ];

    private string? _first;
    private string _configuration;

    /// <param name="configuration">Between b1…b3 (127.0.2.1…3:80; b1 and b2 also at 8080) and the virtual services of 127.0.1.x.</param>
    public Story(string configuration) => _configuration = Usual + configuration + "\n";

    public IReadOnlyList<StoryStep> Steps => _steps;

    public IReadOnlyList<Difference> Differences => _differences;

    public IReadOnlyList<string> Servers => _servers;

    public string Configuration => _configuration;

    public Story With(IEnumerable<string> servers)
    {
        _servers.AddRange(servers);
        return this;
    }

    /// <summary>Another file that is there before the first step.</summary>
    public Story File(string path, string text)
    {
        _files.Add((path, text));
        return this;
    }

    // The daemon.

    /// <param name="environment">NAME=VALUE…</param>
    public Story Start(string environment = "") => Add(Say("start", environment) with { ReadsConfiguration = true });

    /// <summary>Started so that it stays in the foreground. What it prints is not compared: the original's comes in blocks, late.</summary>
    public Story StartInForeground(string options = "") => Add(
        Do($"start {options} in the foreground", $"setsid ldirectord {options} {ConfigFile} start </dev/null >/dev/null 2>&1 & echo $! "
            + $">{Foreground}") with
        { ReadsConfiguration = true });

    /// <summary>What was started in the foreground ends by TERM.</summary>
    public Story StopInForeground() =>
        Add(Do("stop", $"pid=$(cat {Foreground}); kill $pid; while [ -d /proc/$pid ]; do sleep 0.1; done; rm {Foreground}"));

    /// <summary>One of the commands, by its exit code and what it says.</summary>
    public Story Command(string verb) => Add(Say(verb) with { IsQuestion = true });

    public Story Restart(string verb = "restart") => Add(Say(verb) with { ReadsConfiguration = true });

    public Story Reload() => Add(Do("reload", $"kill -HUP $(cat {PidFile})") with { ReadsConfiguration = true });

    /// <summary>The daemon ends by TERM.</summary>
    public Story Stop() => Add(Do("stop", $"kill -TERM $(cat {PidFile}); {Gone}"));

    /// <summary>The daemon ends without a chance to leave anything right.</summary>
    public Story KillDaemon() => Add(Do("kill -9", $"kill -9 $(cat {PidFile})"));

    // The backends.
    public Story Kill(params string[] servers) => Become("dead", servers);

    public Story Hang(params string[] servers) => Become("hang", servers);

    public Story Fail(params string[] servers) => Become("error", servers);

    public Story Return(params string[] servers) => Become("up", servers);

    // The operator.

    /// <summary>Replaces the file without a signal to the daemon.</summary>
    public Story Write(string from, string to)
    {
        var configuration = Replace(from, to);
        return Add(new StoryStep($"write {to}", sandbox => WriteAsync(sandbox, configuration)) { ReadsConfiguration = true });
    }

    /// <summary>The file is replaced, and the daemon told to read it again.</summary>
    public Story Edit(string from, string to)
    {
        var configuration = Replace(from, to);
        return Add(new StoryStep($"edit: {to}", async sandbox =>
        {
            await WriteAsync(sandbox, configuration);
            return await RunAsync(sandbox, $"kill -HUP $(cat {PidFile})");
        })
        {
            ReadsConfiguration = true,
        });
    }

    public Story Ipvsadm(params string[] arguments) =>
        Add(Do($"ipvsadm {string.Join("; ", arguments)}", string.Join('\n', arguments.Select(argument => $"ipvsadm {argument}"))));

    public Story Maintenance(string file) => Add(Do($"maintenance of {file}", $"mkdir -p /run/maintenance; : >'/run/maintenance/{file}'"));

    public Story EndMaintenance(string file) => Add(Do($"end of maintenance of {file}", $"rm '/run/maintenance/{file}'"));

    /// <summary>A script in both sandboxes; what it prints is compared.</summary>
    public Story Shell(string script) => Add(Do(script, script) with { IsQuestion = true });

    /// <summary>Runs a script in both sandboxes; it must have an effect.</summary>
    public Story Do(string script) => Add(Do(script, script));

    // Expected effects of the last step.

    /// <summary>The last step has no effect in either sandbox.</summary>
    public Story NothingHappens()
    {
        _steps[^1].IsQuiet = true;
        return this;
    }

    /// <summary>After the last step the tables differ, as that row says.</summary>
    public Story TablesDiffer(string row)
    {
        _steps[^1].TablesDiffer = row;
        return this;
    }

    /// <summary>Observations that the original has alone, as that row says.</summary>
    public Story Original(string row, string pattern) => Differ(row, true, pattern);

    /// <summary>Observations that ours has alone, as that row says.</summary>
    public Story Ours(string row, string pattern) => Differ(row, false, pattern);

    /// <summary>What the file is before the first step.</summary>
    public async Task PrepareAsync(Sandbox sandbox)
    {
        await WriteAsync(sandbox, _first ?? _configuration);
        foreach (var (path, text) in _files)
            _ = (await sandbox.RunAsync($"printf %s '{text}' >{path}")).Text;
    }

    private string Replace(string from, string to)
    {
        _first ??= _configuration;
        Assert.Contains(from, _configuration, StringComparison.Ordinal);
        return _configuration = _configuration.Replace(from, to, StringComparison.Ordinal);
    }

    private Story Differ(string row, bool original, string pattern)
    {
        _differences.Add(new Difference(row, original, new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant)));
        return this;
    }

    private Story Become(string mode, string[] servers) => Add(new StoryStep($"{string.Join(' ', servers)} {mode}", async sandbox =>
    {
        foreach (var server in servers)
            await sandbox.BecomeAsync(server, mode);
        // The external checks: StoryTools.
        if (servers is ["all"])
            _ = (await sandbox.RunAsync(mode == "up" ? "rm /run/dead" : ": >/run/dead")).Text;
        return [];
    }));

    private Story Add(StoryStep step)
    {
        _steps.Add(step);
        return this;
    }

    private const string Gone = $"for i in $(seq 600); do [ -e {PidFile} ] || exit 0; sleep 0.1; done; exit 1";

    private static StoryStep Say(string verb, string environment = "") => new(verb, async sandbox =>
    {
        var said = await sandbox.RunAsync($"{environment} exec ldirectord {ConfigFile} {verb}".TrimStart());
        return
        [
            $"{verb}: exit code {said.ExitCode}",
            .. Lines(said.Output).Select(line => $"{verb}: out: {line}"),
            .. Lines(said.Errors).Select(line => $"{verb}: err: {line}"),
        ];
    });

    private static StoryStep Do(string name, string script) => new(name, sandbox => RunAsync(sandbox, script));

    private static async Task<IEnumerable<string>> RunAsync(Sandbox sandbox, string script) => Lines((await sandbox.RunAsync(script)).Text)
        .Select(line => $"out: {line}");

    private static async Task<IEnumerable<string>> WriteAsync(Sandbox sandbox, string configuration)
    {
        // A new file, renamed, as editors do.
        _ = (await sandbox.RunAsync($"printf %s '{configuration.Replace("'", "'\\''", StringComparison.Ordinal)}' >{ConfigFile}~; "
            + $"mv {ConfigFile}~ {ConfigFile}")).Text;
        return [];
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
