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
    private readonly Names _names;
    private readonly Report _ofSections;
    private readonly Report _ofGlobals;
    private readonly Report _advice;
    private readonly GlobalSettings _global;
    private readonly Dictionary<ulong, VirtualService> _known = [];
    private readonly List<Line> _globalLines = [];
    private readonly List<SectionText> _sections = [];

    /// <summary>Of the lines outside of every section, and of the one thing of this machine that checks are made with.</summary>
    private ulong _defaults = Fingerprint.Of(Encoding.UTF8.GetBytes(CheckBinder.Nobody()));

    public ConfigBinder(string path, DirectorConfig? previous, Names names)
    {
        _path = path;
        _previous = previous;
        _names = names;
        (_ofSections, _ofGlobals, _advice) = (new Report(path), new Report(path), new Report(path));
        _global = new GlobalSettings(names, _ofGlobals);
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
    public void Add(PieceReader file)
    {
        if (file.Piece.StartsWith("virtual"u8))
        {
            ulong fingerprint = Fingerprint.Of(file.Piece);
            var known = _known.GetValueOrDefault(fingerprint);
            _sections.Add(new SectionText(file.FirstLine, known is null ? Encoding.Latin1.GetString(file.Piece) : "", file.IsLast, fingerprint, known));
            return;
        }

        // Bytes are Latin-1 characters: nothing of a request or a pattern is lost, whatever its encoding.
        foreach (var statement in Grammar.Parse(Encoding.Latin1.GetString(file.Piece), file.FirstLine, file.IsLast))
        {
            _globalLines.Add(statement.Head);
            _defaults = Fingerprint.Of(Encoding.Latin1.GetBytes($"{statement.Head.Name}={statement.Head.Value}\n"), _defaults);
        }
    }

    /// <summary>The file has ended.</summary>
    /// <returns>Null if nothing can be told from what was known before: the file is to be read without.</returns>
    public ConfigResult? End(ulong content)
    {
        bool anyKnown = _sections.Exists(section => section.Known is not null);
        if (anyKnown && _defaults != _previous!.DefaultsFingerprint)
            return null;
        int asked = _names.Asked;
        foreach (var line in _globalLines)
            _global.Bind(line);
        ulong? defaults = asked == _names.Asked ? _defaults : null;

        var binder = new SectionBinder(_names, _ofSections);
        var builder = new VirtualServiceBuilder(_global);
        var services = ImmutableArray.CreateBuilder<VirtualService>(_sections.Count);
        foreach (var section in _sections)
        {
            if (section.Known is { } known && !binder.Know(known, section.FirstLine))
                return null;
            if ((section.Known ?? Understand(section, binder, builder)) is { } service)
                services.Add(service);
        }

        if (!_ofSections.HasErrors && !_ofGlobals.HasErrors)
            return new ConfigResult(Build(services.DrainToImmutable(), builder, content, defaults), Report.InOrder(_ofSections, _ofGlobals, _advice));
        // What is wrong may concern a section that was not looked at, as when there are two of the same virtual service.
        return anyKnown ? null : new ConfigResult(null, Report.InOrder(_ofSections, _ofGlobals));
    }

    /// <returns>Null after an error.</returns>
    private VirtualService? Understand(SectionText text, SectionBinder binder, VirtualServiceBuilder builder)
    {
        VirtualService? service = null;
        var before = LookedUpAndSaid();
        foreach (var statement in Grammar.Parse(text.Text, text.FirstLine, text.IsLast))
        {
            // A line that only looks like the beginning of a section, or follows one without belonging to it, is nothing that a file may hold.
            if (statement is not Section section)
                _global.Bind(statement.Head);
            else if (binder.Bind(section) is { } bound && !_ofSections.HasErrors)
            {
                CheckAdvice.Give(bound, _advice);
                // One without lines is an error where the file ends with it.
                bool saysAll = before == LookedUpAndSaid() && !bound.Settings.NamesFiles && !section.Lines.IsEmpty;
                service = builder.Build(bound, saysAll ? text.Fingerprint : null);
            }
        }

        return service;

        (int, int, int) LookedUpAndSaid() => (_names.Asked, _ofSections.Count, _advice.Count);
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
        MaintenanceDirectory = _global.MaintenanceDirectory,
        Mail = builder.BuildMail(),
    };
}
