using System.Collections.Frozen;

namespace Ldirectord.Config;

/// <summary>The names of all directives by the place they may stand at, for messages about a misplaced or misspelled one.</summary>
internal static class DirectiveNames
{
    private static readonly FrozenSet<string> Shared = Words(
        "checktimeout negotiatetimeout checkinterval checkcount failurecount quiescent cleanstop fallback fallback6 fallbackcommand "
        + "emailalert emailalertfreq emailalertstatus emailalertdigest smtp "
        + "successcount retryinterval downinterval checksource checkdevice checkmark slowstart drainlimit "
        + "minservers recoverservers lost keepservers active standby announce");

    private static readonly FrozenSet<string> Global = Words(
        "autoreload callback logfile emailalertfrom execute supervised startwait doctoratstart fork readdquiescent "
        + "maintenancedir kernelsettings "
        + "ipvstimeouts virtual virtual6 repair repairinterval checkmarks checkdirectory steertoken statusgroup syncdaemon "
        + "resolveinterval");

    private static readonly FrozenSet<string> Section = Words(
        "real real6 checktype service checkcommand checkport request requestfile receive receivenot login passwd database secret load "
        + "httpmethod virtualhost httpheader httpstatus httpversion redirects tlsverify tlscafile tlsservername starttls certwarndays "
        + "checkaddress checkprotocol also helo receivedigest exitcodes warningweight checkarguments checkuser "
        + "watch protocol scheduler schedflags persistent persistenceengine netmask ops monitorfile servicename comment "
        + "checkvia checkvip agentport agentfile agentinterval agentsend agentaddress");

    public static IEnumerable<string> All => [.. Shared, .. Global, .. Section];

    /// <summary>Whether a directive may stand outside of sections only.</summary>
    public static bool IsGlobalOnly(string name) => Global.Contains(name);

    /// <summary>Whether a directive may stand in sections only.</summary>
    public static bool IsSectionOnly(string name) => Section.Contains(name);

    public static bool IsKnown(string name) => Shared.Contains(name) || Global.Contains(name) || Section.Contains(name);

    /// <summary>The directive nearest to a misspelled name; null if none is near.</summary>
    public static string? Nearest(string name)
    {
        if (name.Length is < 4 or > 30)
            return null;
        string lower = name.ToLowerInvariant();
        var nearest = All.MinBy(known => Distance(lower, known))!;
        return Distance(lower, nearest) <= (name.Length < 6 ? 1 : 2) ? nearest : null;
    }

    private static FrozenSet<string> Words(string names) => names.Split(' ').ToFrozenSet();

    /// <summary>Edit distance: characters to insert, remove or replace, and neighbours to swap, to turn one word into the other.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                int replaced = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
