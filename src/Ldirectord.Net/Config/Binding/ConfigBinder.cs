using System.Collections.Immutable;
using System.Text;

namespace Ldirectord.Config;

/// <summary>
/// The meaning of a whole file, which is looked at when all its pieces are there: of the lines outside of every section first, since the sections take their
/// defaults from above and from below. A section that is as it was in the previous configuration, under the same defaults, is the same virtual service.
/// </summary>
internal sealed class ConfigBinder
{
    private readonly string _path;
    private readonly DirectorConfig? _previous;
    private readonly NameResolver _names;
    private readonly Dictionary<ulong, VirtualService> _known = [];
    private readonly List<Line> _globalLines = [];
    private readonly List<SectionText> _sections = [];

    /// <summary>Pieces outside of every section that are not ASCII alone.</summary>
    private readonly List<(int FirstLine, string Text)> _foreignTexts = [];

    private bool _hasByteOrderMark;

    /// <summary>Of the lines outside of every section, and of the one thing of this machine that checks are made with.</summary>
    private ulong _defaults = ContentHash.Of(Encoding.UTF8.GetBytes(CheckBinder.Nobody()));

    // What is said and understood, anew each time that the lines are gone through.
    private DiagnosticList _ofSections;
    private DiagnosticList _ofGlobals;
    private DiagnosticList _advice;
    private MisplacedLines _misplaced;
    private GlobalDirectives _global;

    public ConfigBinder(string path, DirectorConfig? previous, NameResolver names)
    {
        _path = path;
        _previous = previous;
        _names = names;
        Begin();
        if (previous?.DefaultsFingerprint is null)
            return;
        foreach (var service in previous.VirtualServices)
        {
            if (service.TextFingerprint is { } fingerprint)
                _known[fingerprint] = service;
        }
    }

    /// <summary>A section that is not understood yet, or a virtual service that is known from its text.</summary>
    private readonly record struct SectionText(int FirstLine, string Text, bool IsLast, ulong Fingerprint, VirtualService? Known);

    /// <summary>The next piece of the file. Nothing is looked up yet: while that lasts, the rest of the file could become another.</summary>
    public void Add(SectionSplitter file)
    {
        var piece = file.Piece;
        if (file.FirstLine == 1 && piece.StartsWith("\uFEFF"u8))
        {
            _hasByteOrderMark = true;
            piece = piece["\uFEFF"u8.Length..];
        }

        if (IsSection(piece))
        {
            ulong fingerprint = ContentHash.Of(piece);
            var known = _known.GetValueOrDefault(fingerprint);
            _sections.Add(new SectionText(file.FirstLine, known is null ? Encoding.Latin1.GetString(piece) : "", file.IsLast, fingerprint, known));
            return;
        }

        // Bytes are Latin-1 characters: nothing of a request or a pattern is lost, whatever its encoding.
        string text = Encoding.Latin1.GetString(piece);
        if (!Ascii.IsValid(text))
            _foreignTexts.Add((file.FirstLine, text));
        foreach (var statement in Grammar.Parse(text, file.FirstLine, file.IsLast))
        {
            _globalLines.Add(statement.Head);
            _defaults = ContentHash.Of(Encoding.Latin1.GetBytes($"{statement.Head.Name}={statement.Head.Value}\n"), _defaults);
        }
    }

    /// <summary>The file has ended.</summary>
    /// <returns>Null if nothing can be told from what was known before: the file is to be read without.</returns>
    public ConfigResult? End(ulong content)
    {
        if (_sections.Exists(section => section.Known is not null) && _defaults != _previous!.DefaultsFingerprint)
            return null;

        // Names are looked up side by side: the lines are gone through again until none is met that was not looked up yet.
        while (true)
        {
            Begin();
            var result = Bind(content);
            if (!_names.LookUpWanted())
                return result;
        }
    }

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_ofSections), nameof(_ofGlobals), nameof(_advice), nameof(_misplaced), nameof(_global))]
    private void Begin()
    {
        (_ofSections, _ofGlobals, _advice) = (new DiagnosticList(_path), new DiagnosticList(_path), new DiagnosticList(_path));
        _misplaced = new MisplacedLines(_ofGlobals);
        _global = new GlobalDirectives(_names, _ofGlobals);
    }

    private ConfigResult? Bind(ulong content)
    {
        bool anyKnown = _sections.Exists(section => section.Known is not null);
        int asked = _names.Asked;
        if (_hasByteOrderMark)
            _ofSections.OriginalRefuses(1, 1, "Perl ldirectord refuses the byte order mark before this line");
        foreach (var line in _globalLines)
            BindGlobal(line);
        ulong? defaults = asked == _names.Asked ? _defaults : null;
        foreach (var (firstLine, text) in _foreignTexts)
            NonAsciiText.Mark(text, firstLine, _ofGlobals, 0);

        var binder = new SectionBinder(_names, _ofSections, _misplaced);
        var builder = new VirtualServiceBuilder(_global);
        var services = ImmutableArray.CreateBuilder<VirtualService>(_sections.Count);
        foreach (var section in _sections)
        {
            if (section.Known is { } known && !binder.Reserve(known, section.FirstLine))
                return null;
            if ((section.Known ?? Understand(section, binder, builder)) is { } service)
                services.Add(service);
        }

        _misplaced.End();
        if (!_ofSections.HasErrors && !_ofGlobals.HasErrors)
            return new ConfigResult(Build(services.DrainToImmutable(), builder, content, defaults), DiagnosticList.InOrder(_ofSections, _ofGlobals, _advice));
        // What is wrong may concern a section that was not looked at, as when there are two of the same virtual service.
        return anyKnown ? null : new ConfigResult(null, DiagnosticList.InOrder(_ofSections, _ofGlobals));
    }

    /// <summary>Whether a piece begins with "virtual =" or "virtual6 =".</summary>
    private static bool IsSection(ReadOnlySpan<byte> piece)
    {
        if (!piece.StartsWith("virtual"u8))
            return false;
        piece = piece["virtual"u8.Length..];
        return piece[(piece is [(byte)'6', ..] ? 1 : 0)..].TrimStart(" \t\r\f\v"u8) is [(byte)'=', ..];
    }

    private void BindGlobal(Line line)
    {
        if (!_misplaced.Take(line))
            _global.Bind(line);
    }

    /// <returns>Null after an error.</returns>
    private VirtualService? Understand(SectionText text, SectionBinder binder, VirtualServiceBuilder builder)
    {
        BoundSection? bound = null;
        var before = LookedUpAndSaid();
        foreach (var statement in Grammar.Parse(text.Text, text.FirstLine, text.IsLast))
        {
            // A line that follows a section without belonging to it is nothing that a file may hold.
            if (statement is Section section)
                bound = binder.Bind(section);
            else
                BindGlobal(statement.Head);
        }

        if (bound is not null && !_ofSections.HasErrors)
        {
            CheckWarnings.Give(bound, _advice);
            bool quiescent = bound.Settings.Shared.Quiescent ?? _global.Shared.Quiescent ?? false;
            WeightZeroWarnings.Give(bound, quiescent, _global.KernelSettings, _advice);
            if (_names.AsksForHosts)
                RequiredLibraries.Check(bound, _ofSections);
        }

        if (!Ascii.IsValid(text.Text))
            NonAsciiText.Mark(text.Text, text.FirstLine, _ofSections, before.OfSections);

        if (bound is null || _ofSections.HasErrors)
            return null;

        // One without lines is an error where the file ends with it.
        bool saysAll = before == LookedUpAndSaid() && !bound.Settings.NamesFiles && !bound.Syntax.Lines.IsEmpty;
        return builder.Build(bound, saysAll ? text.Fingerprint : null);

        (int Asked, int OfSections, int Advice) LookedUpAndSaid() => (_names.Asked, _ofSections.Count, _advice.Count);
    }

    private DirectorConfig Build(ImmutableArray<VirtualService> services, VirtualServiceBuilder builder, ulong content, ulong? defaults) => new()
    {
        Path = _path,
        VirtualServices = services,
        Fingerprint = content,
        DefaultsFingerprint = defaults,
        AutoReload = _global.AutoReload,
        Callback = _global.Callback,
        LogFile = _global.LogFile ?? "/var/log/ldirectord.log",
        Execute = _global.Execute.ToImmutable(),
        Supervised = _global.Supervised,
        ReaddQuiescent = _global.ReaddQuiescent,
        KernelSettings = _global.KernelSettings,
        MaintenanceDirectory = _global.MaintenanceDirectory,
        Mail = builder.BuildMail(),
    };
}
