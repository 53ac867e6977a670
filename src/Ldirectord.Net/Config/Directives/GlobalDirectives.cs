using System.Collections.Immutable;
using System.Net.Sockets;
using Ldirectord.Ipvs;
using Ldirectord.Platform;

namespace Ldirectord.Config;

/// <summary>The directives outside of every section: the daemon's own, and the defaults of all virtual services.</summary>
internal sealed class GlobalDirectives(NameResolver names, DiagnosticList diagnostics)
{
    public SharedDirectives Shared { get; } = new();

    public RepairDirectives Repair { get; } = new();

    public CheckWayDirectives Way { get; } = new();

    public CheckDirectory CheckDirectory { get; } = new();

    public SyncDirective Sync { get; } = new();

    public ResolveDirective Resolve { get; } = new();

    public MarkRange CheckMarks { get; private set; } = MarkRange.Default;

    public FallbackServer? Fallback { get; private set; }

    public FallbackServer? Fallback6 { get; private set; }

    public bool AutoReload { get; private set; }

    public string? Callback { get; private set; }

    public string? LogFile { get; private set; }

    public string? EmailAlertFrom { get; private set; }

    public ImmutableArray<string>.Builder Execute { get; } = ImmutableArray.CreateBuilder<string>();

    public bool Supervised { get; private set; }

    /// <summary>startwait: zero for "no", null for "cluster".</summary>
    public TimeSpan? StartWait { get; private set; }

    public bool DoctorAtStart { get; private set; } = true;

    public bool ReaddQuiescent { get; private set; }

    public KernelSettingsMode KernelSettings { get; private set; }

    public ConnectionTimeouts? IpvsTimeouts { get; private set; }

    public string? MaintenanceDirectory { get; private set; }

    public string? SteerTokenFile { get; private set; }

    public uint? StatusGroup { get; private set; }

    public FallbackServer? FallbackOf(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? Fallback6 : Fallback;

    /// <param name="written">A line in the first column that begins no section.</param>
    public void Bind(Line written)
    {
        var line = TrailingComment.Without(written, names, diagnostics);
        var reader = new DirectiveReader(line, diagnostics);
        if (line.Kind == LineKind.Other && line.Name.StartsWith("supervised", StringComparison.Ordinal))
            BindBareSupervised(line, reader);
        else if (line.Kind == LineKind.Other)
            reader.Unknown();
        else if (line.Name == "fallbackcommand" && ValueSyntax.Quoted(line.Value) is "")
            reader.Warning("fallbackcommand without a command is ignored: expected a path");
        else if (!Shared.TryBind(reader) && !Repair.TryBind(reader) && !Way.TryBindShared(reader))
            BindOwn(line, reader);
    }

    private void BindOwn(Line line, DirectiveReader reader)
    {
        switch (line.Name)
        {
            case "fallback":
                Fallback = FallbackLine.Parse(line, diagnostics)?.Resolve(null, null, names, diagnostics) ?? Fallback;
                break;
            case "fallback6":
                Fallback6 = FallbackLine.Parse(line, diagnostics)?.Resolve(null, null, names, diagnostics) ?? Fallback6;
                break;
            case "autoreload":
                AutoReload = reader.YesNo() ?? AutoReload;
                break;
            case "callback":
                Callback = reader.Quoted() ?? Callback;
                break;
            case "logfile":
                BindLogFile(reader);
                break;
            case "emailalertfrom":
                EmailAlertFrom = reader.NotEmpty() ?? EmailAlertFrom;
                break;
            case "execute":
                BindExecute(line, reader);
                break;
            case "supervised":
                Supervised = reader.YesNo() ?? Supervised;
                break;
            case "startwait":
                BindStartWait(reader);
                break;
            case "doctoratstart":
                reader.IsOurs();
                DoctorAtStart = reader.YesNo() ?? DoctorAtStart;
                break;
            case "fork":
                // Without effect: checks run concurrently without fork.
                _ = reader.YesNo();
                break;
            case "readdquiescent":
                ReaddQuiescent = reader.YesNo() ?? ReaddQuiescent;
                break;
            case "kernelsettings":
                BindKernelSettings(reader);
                break;
            case "ipvstimeouts":
                BindTimeouts(reader);
                break;
            case "syncdaemon":
                Sync.Bind(reader);
                break;
            case "resolveinterval":
                Resolve.Bind(reader);
                break;
            case "checkmarks":
                CheckMarks = CheckWayDirectives.Marks(reader) ?? CheckMarks;
                break;
            case "checkdirectory":
                reader.IsOurs();
                CheckDirectory.Bind(reader);
                break;
            case "maintenancedir":
                MaintenanceDirectory = reader.NotEmpty() is { } directory ? reader.FileName(directory) : MaintenanceDirectory;
                if (reader.Text.Length > 0 && MaintenanceDirectory is not null && !Directory.Exists(MaintenanceDirectory))
                    reader.Warning($"the maintenance directory \"{DirectiveReader.ShortenPath(MaintenanceDirectory)}\" does not exist");
                break;
            case "steertoken":
                BindSteerToken(reader);
                break;
            case "statusgroup":
                BindStatusGroup(reader);
                break;
            case "timeout":
                reader.Error("timeout is no longer a directive: expected checktimeout and negotiatetimeout");
                break;
            default:
                reader.Unknown();
                break;
        }
    }

    private void BindBareSupervised(Line line, DirectiveReader reader)
    {
        if (line.Name.TrimEnd(ValueSyntax.Blanks) == "supervised")
        {
            Supervised = true;
            diagnostics.Warning(line.Number, line.Column, "supervised without a value: expected supervised = yes");
        }
        else
        {
            reader.Unknown();
        }
    }

    private void BindStartWait(DirectiveReader reader)
    {
        reader.IsOurs();
        if (reader.Text.Length > 0 && char.IsAsciiDigit(reader.Text[0]))
            StartWait = reader.Seconds() ?? StartWait;
        else if (reader.Text is "no" or "cluster")
            StartWait = reader.Text == "no" ? TimeSpan.Zero : null;
        else
        {
            reader.Error($"invalid startwait \"{DirectiveReader.Shorten(reader.Text)}\": expected "
                + (DirectiveReader.InLowerCase(reader.Text, "no", "cluster") ?? "cluster, no, or seconds"));
        }
    }

    private void BindKernelSettings(DirectiveReader reader)
    {
        reader.IsOurs();
        KernelSettingsMode? mode = reader.Text switch
        {
            "warn" => KernelSettingsMode.Warn,
            "set" => KernelSettingsMode.Set,
            "leave" => KernelSettingsMode.Leave,
            _ => null,
        };
        if (mode is null)
            reader.Error($"invalid kernelsettings \"{DirectiveReader.Shorten(reader.Text)}\": expected warn, set or leave");
        KernelSettings = mode ?? KernelSettings;
    }

    /// <summary>ipvstimeouts = tcp,tcpfin,udp, as ipvsadm --set: seconds, 0 to leave one.</summary>
    private void BindTimeouts(DirectiveReader reader)
    {
        reader.IsOurs();
        int[] seconds = [.. reader.Text.Split(',').Select(part => part.Trim(ValueSyntax.Blanks)).Select(
            part => part.Length > 0 && part.All(char.IsAsciiDigit) ? ValueSyntax.Clamp(part, int.MaxValue) : -1)];
        if (seconds.Length == 3 && seconds.All(time => time is >= 0 and <= ConnectionTimeouts.Longest))
            IpvsTimeouts = new ConnectionTimeouts(seconds[0], seconds[1], seconds[2]);
        else
        {
            reader.Error($"invalid ipvstimeouts \"{DirectiveReader.Shorten(reader.Text)}\": expected tcp,tcpfin,udp in seconds, "
                + $"0..{ConnectionTimeouts.Longest}, 0 to leave the kernel's value, as in 900,120,300");
        }
    }

    private void BindSteerToken(DirectiveReader reader)
    {
        reader.IsOurs();
        if (reader.NotEmpty() is not { } text || reader.FileName(ValueSyntax.OptionallyQuoted(text)) is not { } path)
            return;
        if (!path.StartsWith('/'))
            reader.Error($"invalid steertoken \"{DirectiveReader.ShortenPath(path)}\": expected the absolute path of a file");
        else if (SteerTokens.Problem(path) is { } problem)
            reader.Warning($"nobody can steer by a token: {problem}");
        SteerTokenFile = path;
    }

    private void BindStatusGroup(DirectiveReader reader)
    {
        reader.IsOurs();
        if (reader.NotEmpty() is not { } name)
            return;
        StatusGroup = UserGroup.Find(name);
        if (StatusGroup is null)
            reader.Error($"unknown group \"{DirectiveReader.Shorten(name)}\": expected the name of a group of this machine");
    }

    private void BindLogFile(DirectiveReader reader)
    {
        if (reader.Quoted() is not { } text || reader.FileName(text, isMade: text.StartsWith('/')) is not { } path)
            return;
        // A supervised daemon logs to standard output instead.
        if (!Supervised && path.StartsWith('/'))
            WritableFile.Demand(reader, path, anyKind: true);
        LogFile = path;
    }

    private void BindExecute(Line line, DirectiveReader reader)
    {
        string? name = reader.FileName(ValueSyntax.OptionallyQuoted(line.Value));
        if (name?.Length == 0)
            reader.Warning("execute without a configuration is ignored: expected execute = configuration");
        else if (name is not null)
            Execute.Add(name);
    }
}
