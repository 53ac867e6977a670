using System.Collections.Immutable;

namespace Ldirectord.Config;

/// <summary>
/// The directives that may stand at the top of the file and in a virtual section, where the section's value is used before the file's.
/// Null if not set.
/// </summary>
internal sealed class SharedDirectives
{
    public TimeSpan? CheckTimeout { get; private set; }

    public TimeSpan? NegotiateTimeout { get; private set; }

    public TimeSpan? CheckInterval { get; private set; }

    public int? CheckCount { get; private set; }

    public int? FailureCount { get; private set; }

    public bool? Quiescent { get; private set; }

    public bool? CleanStop { get; private set; }

    public string? FallbackCommand { get; private set; }

    public ImmutableArray<string>? EmailAlert { get; private set; }

    public TimeSpan? EmailAlertFrequency { get; private set; }

    public DaemonPhases? EmailAlertStatus { get; private set; }

    public string? Smtp { get; private set; }

    public bool? EmailAlertDigest { get; private set; }

    public PaceDirectives Pace { get; } = new();

    public QuorumDirectives Quorum { get; } = new();

    public ActivityDirectives Activity { get; } = new();

    public AnnounceDirective Announce { get; } = new();

    public TimeSpan? DrainLimit { get; private set; }

    public TimeSpan? SlowStart { get; private set; }

    /// <summary>The line of slowstart; null if not set.</summary>
    public Line? SlowStartLine { get; private set; }

    /// <returns>Whether the line is one of these directives.</returns>
    public bool TryBind(DirectiveReader line)
    {
        switch (line.Name)
        {
            case "checktimeout":
                CheckTimeout = line.Seconds() ?? CheckTimeout;
                return true;
            case "negotiatetimeout":
                NegotiateTimeout = line.Seconds() ?? NegotiateTimeout;
                return true;
            case "checkinterval":
                CheckInterval = line.Seconds() ?? CheckInterval;
                return true;
            case "checkcount":
                CheckCount = line.Count() ?? CheckCount;
                line.Warning("checkcount is deprecated and concerns only ping: failurecount counts the failures of every check");
                return true;
            case "failurecount":
                FailureCount = line.Count() ?? FailureCount;
                return true;
            case "quiescent":
                Quiescent = line.YesNo() ?? Quiescent;
                return true;
            case "cleanstop":
                CleanStop = line.YesNo() ?? CleanStop;
                return true;
            case "fallbackcommand":
                FallbackCommand = line.Command() ?? FallbackCommand;
                return true;
            case "emailalert":
                EmailAlert = MailDirectives.Recipients(line) ?? EmailAlert;
                return true;
            case "emailalertfreq":
                EmailAlertFrequency = MailDirectives.Frequency(line) ?? EmailAlertFrequency;
                return true;
            case "emailalertstatus":
                EmailAlertStatus = MailDirectives.Phases(line) ?? EmailAlertStatus;
                return true;
            case "smtp":
                Smtp = MailDirectives.Server(line) ?? Smtp;
                return true;
            case "emailalertdigest":
                line.IsOurs();
                EmailAlertDigest = line.YesNo() ?? EmailAlertDigest;
                return true;
            case "drainlimit":
                DrainLimit = DrainLimitValue.Read(line) ?? DrainLimit;
                return true;
            case "slowstart":
                (SlowStart, SlowStartLine) = (WeightDirectives.SlowStart(line) ?? SlowStart, line.Line);
                return true;
            case "announce":
                Announce.Bind(line);
                return true;
            case "connecttimeout":
                line.Error("connecttimeout is no longer a directive: expected negotiatetimeout");
                return true;
            default:
                return Pace.TryBind(line) || Quorum.TryBind(line) || Activity.TryBind(line);
        }
    }
}
