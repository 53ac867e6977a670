using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ldirectord.Config;

/// <summary>
/// The meaning of a whole file. It is looked at when all pieces are read: first the lines outside of every section, because sections take
/// their defaults from above and from below. A section whose text and defaults are those of the previous configuration is the same virtual
/// service.
/// </summary>
internal sealed class ConfigBinder
{
    private readonly string _path;
    private readonly DirectorConfig? _previous;
    private readonly NameResolver _names;
    private readonly Dictionary<ulong, VirtualService> _known = [];
    private readonly List<Line> _globalLines = [];
    private readonly List<SectionText> _sections = [];

    /// <summary>Pieces outside of every section that are not ASCII.</summary>
    private readonly List<(int FirstLine, string Text)> _foreignTexts = [];

    private bool _hasByteOrderMark;

    /// <summary>Hash of the lines outside of every section, and of this machine's name, which checks contain.</summary>
    private ulong _defaults = ContentHash.Of(Encoding.UTF8.GetBytes(CheckBinder.AnonymousUser()));

    // Begun anew whenever the lines are gone through again.
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

    /// <summary>A section's text; of a section known from the previous configuration, its virtual service instead.</summary>
    private readonly record struct SectionText(int FirstLine, string Text, bool IsLast, ulong Fingerprint, VirtualService? Known);

    /// <summary>Adds the next piece of the file. No name is looked up yet: the file could change during a long look-up.</summary>
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
            string section = known is null ? Encoding.Latin1.GetString(piece) : "";
            _sections.Add(new SectionText(file.FirstLine, section, file.IsLast, fingerprint, known));
            return;
        }

        // Each byte is a Latin-1 character, so requests and patterns keep their bytes whatever the encoding.
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
    /// <returns>Null if the file must be read without the previous configuration.</returns>
    public ConfigResult? End(ulong content)
    {
        if (_sections.Exists(section => section.Known is not null) && _defaults != _previous!.DefaultsFingerprint)
            return null;

        // Names are looked up in parallel: the lines are gone through again until all their names are looked up.
        while (true)
        {
            Begin();
            var result = Bind(content);
            if (!_names.LookUpWanted())
                return result;
        }
    }

    [MemberNotNull(nameof(_ofSections), nameof(_ofGlobals), nameof(_advice), nameof(_misplaced), nameof(_global))]
    private void Begin()
    {
        (_ofSections, _ofGlobals, _advice) = (new DiagnosticList(_path), new DiagnosticList(_path), new DiagnosticList(_path));
        _misplaced = new MisplacedLines(_ofGlobals);
        _global = new GlobalDirectives(_names, _ofGlobals);
    }

    private ConfigResult? Bind(ulong content)
    {
        bool anyKnown = _sections.Exists(section => section.Known is not null);
        if (_hasByteOrderMark)
            _ofSections.OriginalRefuses(1, 1, "Perl ldirectord refuses the byte order mark before this line");
        _ = _names.TakeLookedUp();
        foreach (var line in _globalLines)
            BindGlobal(line);
        ulong? defaults = _names.TakeLookedUp() ? null : _defaults;
        foreach (var (firstLine, text) in _foreignTexts)
            NonAsciiText.Mark(text, firstLine, _ofGlobals);

        var binder = new SectionBinder(_names, _misplaced, _global.CheckDirectory);
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
        _global.Repair.End();
        if (!_ofSections.HasErrors)
        {
            _global.Resolve.End(services.Any(service => service.Names is not null));
            ActivityLines.CheckFile(_global.Shared.Activity, services, _ofGlobals);
            AnnounceLines.CheckFile(_global.Shared.Announce, services, _ofGlobals);
        }

        if (!_ofSections.HasErrors && !_ofGlobals.HasErrors)
        {
            var config = Build(services.DrainToImmutable(), builder, content, defaults);
            return new ConfigResult(config, DiagnosticList.ByLine(_ofSections, _ofGlobals, _advice));
        }

        // An error may concern a known section, which was not looked at: two sections of the same virtual service.
        return anyKnown ? null : new ConfigResult(null, DiagnosticList.ByLine(_ofSections, _ofGlobals));
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
        var (diagnostics, advice) = (new DiagnosticList(_path), new DiagnosticList(_path));
        BoundSection? bound = null;
        foreach (var statement in Grammar.Parse(text.Text, text.FirstLine, text.IsLast))
        {
            // A line after the section that does not belong to it is always an error.
            if (statement is Section section)
                bound = binder.Bind(section, diagnostics);
            else
                BindGlobal(statement.Head);
        }

        if (bound is not null && !_ofSections.HasErrors && !diagnostics.HasErrors)
        {
            CheckWarnings.Give(bound, advice);
            PortWarnings.Give(bound, advice);
            WeightZeroWarnings.Give(bound, builder.IsQuiescent(bound.Directives), _global.KernelSettings, advice);
            PaceWarnings.Give(bound, builder, advice);
            QuorumWarnings.Give(bound, builder, advice);
            WatchRefusals.Check(bound, diagnostics);
            ProgramValues.Demand(bound, diagnostics);
            UserAccess.Give(bound, advice);
            WeightWarnings.Give(bound, builder.SlowStartOf(bound.Directives), advice);
            if (_names.AsksForHosts)
                RequiredLibraries.Check(bound, diagnostics);
        }

        if (bound is not null)
        {
            CheckViaRules.Check(bound, _global.Way, _global.CheckMarks, diagnostics);
            ActivityLines.Check(bound, _global.Shared.Activity, diagnostics);
            AnnounceLines.Check(bound, _global.Shared, diagnostics);
        }

        if (!Ascii.IsValid(text.Text))
            NonAsciiText.Mark(text.Text, text.FirstLine, diagnostics);
        _ofSections.AddRange(diagnostics);
        _advice.AddRange(advice);
        bool lookedUp = _names.TakeLookedUp();
        if (bound is null || _ofSections.HasErrors)
            return null;

        var dependencies = new SectionDependencies(lookedUp, bound.Directives.NamesFiles, diagnostics.Count + advice.Count > 0);
        // A section without lines is no error here, but would be one at the end of the file.
        return builder.Build(bound, _names, dependencies.AreNone && !bound.Section.Lines.IsEmpty ? text.Fingerprint : null);
    }

    private DirectorConfig Build(
        ImmutableArray<VirtualService> services, VirtualServiceBuilder builder, ulong content, ulong? defaults) => new()
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
            Repair = _global.Repair.Settings,
            CheckMarks = _global.CheckMarks,
            ResolveInterval = _global.Resolve.Interval,
            Programs = _global.CheckDirectory.Programs,
            MaintenanceDirectory = _global.MaintenanceDirectory,
            SteerTokenFile = _global.SteerTokenFile,
            StatusGroup = _global.StatusGroup,
            StartWait = _global.StartWait,
            DoctorAtStart = _global.DoctorAtStart,
            IpvsTimeouts = _global.IpvsTimeouts,
            SyncDaemons = _global.Sync.Daemons,
            CleanStop = _global.Shared.CleanStop ?? true,
            Mail = builder.BuildMail(),
        };
}
