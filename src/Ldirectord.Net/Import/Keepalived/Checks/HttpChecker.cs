using System.Text;

namespace Ldirectord.Import;

/// <summary>HTTP_GET and SSL_GET: several URLs, status codes, patterns, a digest.</summary>
internal static class HttpChecker
{
    /// <summary>Options of PCRE2 that a pattern may begin with (pcre2pattern(3)).</summary>
    private static readonly Dictionary<string, char> s_options = new()
    {
        ["caseless"] = 'i',
        ["multiline"] = 'm',
        ["dotall"] = 's',
        ["extended"] = 'x',
        ["ungreedy"] = 'U',
        ["dupnames"] = 'J',
    };

    public static void Translate(CheckDraft draft, KeepalivedStatement checker, Settings settings, Usage used)
    {
        KeepalivedStatement[] urls = [.. checker.Of("url").Where(url => url.Last("path") is not null)];
        foreach (var url in checker.Of("url").Except(urls))
            draft.Loss(url, "it has no path, so keepalived passes it over");
        if (urls.Length == 0)
        {
            draft.Loss(checker, "it has no url with a path, so keepalived passes it over, and the server is always up");
            return;
        }

        draft.Add("service", checker.Keyword == "HTTP_GET" ? "http" : "https", checker.From, $"{checker.Keyword} asks for a page");
        draft.Add("redirects", "none", checker.From, "keepalived takes a redirect for an answer");
        Version(draft, settings);
        foreach (var url in urls)
        {
            used.Add(url);
            // Of most keywords the last counts.
            foreach (var statement in (url.Block ?? []).Where(one => one.IsKnown && (one.Keyword is "regex_options" or "regex_stack"
                or "regex_min_offset" or "regex_max_offset" || url.Last(one.Keyword) == one)))
                used.Add(statement);
        }

        Host(draft, urls, settings);
        Codes(draft, urls);
        First(draft, urls[0]);
        foreach (var url in urls.Skip(1))
            Also(draft, url);
        if (settings.Find("enable_sni") is { } sni)
            draft.Remark(sni, "TLS sends the name of virtualhost in any case");
        if (settings.Find("fast_recovery") is { } fast)
            draft.Remark(fast, "all URLs are asked for in one check");
    }

    private static void Version(CheckDraft draft, Settings settings)
    {
        var protocol = settings.Find("http_protocol");
        draft.Add(
            "httpversion", protocol?.Word(1) == "1.1" ? "1.1" : "1.0", settings.From(protocol), "http_protocol, 1.0 without it");
    }

    private static void Host(CheckDraft draft, KeepalivedStatement[] urls, Settings settings)
    {
        var inherited = settings.Find("virtualhost");
        var hosts = urls.Select(url => url.Last("virtualhost") ?? inherited).ToList();
        var host = hosts[0];
        if (host is not null)
            draft.Add("virtualhost", host.Word(1) ?? "", host.From, "virtualhost of the URL, the checker, the real or the virtual server");
        foreach (var other in hosts.Skip(1).Where(other => other?.Word(1) != host?.Word(1)))
            draft.Loss(other ?? host!, "all URLs of a check have one virtualhost");
    }

    private static void Codes(CheckDraft draft, KeepalivedStatement[] urls)
    {
        string[] codes = [.. urls.Select(url => url.Last("status_code")).Select(
            statement => statement is null ? "" : string.Join(',', statement.Words.Skip(1)))];
        if (codes[0].Length > 0)
            draft.Add("httpstatus", codes[0], urls[0].Last("status_code")!.From, "status_code, 200-299 without it");
        foreach (var (url, code) in urls.Zip(codes).Skip(1).Where(pair => pair.Second != codes[0]))
            draft.Loss(url.Last("status_code") ?? url, "all URLs of a check have the same status codes");
    }

    private static void First(CheckDraft draft, KeepalivedStatement url)
    {
        draft.Request = Path(url);
        if (Pattern(draft, url) is { } pattern)
        {
            if (url.Last("regex_no_match") is { } not)
                draft.Add("receivenot", $"\"{pattern}\"", not.From, "regex with regex_no_match must not be found");
            else
                draft.Receive = new CfLine(CfLineKind.Directive, url.Last("regex")!.From, pattern, "regex must be found");
        }

        if (url.Last("digest") is not { } digest)
            return;
        if (digest.Word(1) is { Length: 32 } hex && hex.All(char.IsAsciiHexDigit))
            draft.Add("receivedigest", $"md5:{hex.ToLowerInvariant()}", digest.From, "digest is MD5 of the page");
        else
            draft.Loss(digest, "expected the 32 hexadecimal digits of an MD5 digest");
    }

    private static void Also(CheckDraft draft, KeepalivedStatement url)
    {
        var pattern = Pattern(draft, url);
        if (url.Last("digest") is { } digest)
            draft.Loss(digest, "only the first URL of a check has a digest");
        if (pattern is not null && url.Last("regex_no_match") is { } not)
        {
            draft.Loss(url.Last("regex")!, "only the first URL of a check may have a pattern that must not be found");
            draft.Loss(not, "only the first URL of a check may have a pattern that must not be found");
            pattern = null;
        }

        draft.Add(
            "also", $"\"{Path(url).Text}\"{(pattern is null ? "" : $", \"{pattern}\"")}", url.From, "each further URL is one more request");
    }

    private static CfLine Path(KeepalivedStatement url)
    {
        var path = url.Last("path")!;
        return new CfLine(CfLineKind.Directive, path.From, path.Word(1) ?? "/", "path");
    }

    /// <summary>The pattern with its options before it; null without one.</summary>
    private static string? Pattern(CheckDraft draft, KeepalivedStatement url)
    {
        foreach (var statement in (url.Block ?? []).Where(one => one.Keyword is "regex_min_offset" or "regex_max_offset"))
            draft.Loss(statement, "a pattern is looked for in the whole page");
        foreach (var statement in url.Of("regex_stack"))
            draft.Remark(statement, "the stack of patterns grows by itself");
        if (url.Last("regex")?.Word(1) is not { } pattern)
            return null;
        var options = new StringBuilder();
        foreach (var option in url.Of("regex_options").SelectMany(one => one.Words.Skip(1)).Distinct())
        {
            if (s_options.TryGetValue(option, out var letter))
                options.Append(letter);
            else
                draft.Loss(url.Last("regex_options")!, $"a pattern has no option {option}");
        }

        pattern = pattern.Replace("#", @"\x23", StringComparison.Ordinal);
        return options.Length == 0 ? pattern : $"(?{options}){pattern}";
    }
}
