using System.Collections.Immutable;
using System.Text;

namespace Ldirectord.Config;

/// <summary>
/// The meaning of a whole file, piece by piece: of the lines outside of every section at once, of the sections at the end, since the defaults they take may
/// stand above or below them. A section that is as it was in the previous configuration, under the same defaults, is the same virtual service.
/// </summary>
internal sealed class ConfigBinder
{
    private readonly string _path;
    private readonly DirectorConfig? _previous;
    private readonly Names _names = new();
    private readonly Report _ofSections;
    private readonly Report _ofGlobals;
    private readonly Report _advice;
    private readonly GlobalSettings _global;
    private readonly Dictionary<ulong, VirtualService> _known = [];
    private readonly List<SectionText> _sections = [];
    private ulong _defaults = Fingerprint.Of([]);

    public ConfigBinder(string path, DirectorConfig? previous)
    {
        _path = path;
        _previous = previous;
        (_ofSections, _ofGlobals, _advice) = (new Report(path), new Report(path), new Report(path));
        _global = new GlobalSettings(_names, _ofGlobals);
        foreach (var service in previous?.VirtualServices ?? [])
        {
            if (service.Fingerprint is { } fingerprint)
                _known[fingerprint] = service;
        }
    }

    /// <summary>A section that is not understood yet, or a virtual service that is known from its text.</summary>
    private readonly record struct SectionText(int FirstLine, string Text, bool IsLast, ulong Fingerprint, VirtualService? Known);

    /// <summary>The next piece of the file.</summary>
    public void Add(PieceReader file)
    {
        // Bytes are Latin-1 characters: nothing of a request or a pattern is lost, whatever its encoding.
        if (!file.Piece.StartsWith("virtual"u8))
        {
            AddGlobals(Grammar.Parse(Encoding.Latin1.GetString(file.Piece), file.FirstLine, file.IsLast));
            return;
        }

        ulong fingerprint = Fingerprint.Of(file.Piece);
        var known = file.IsLast ? null : _known.GetValueOrDefault(fingerprint);
        _sections.Add(new SectionText(file.FirstLine, known is null ? Encoding.Latin1.GetString(file.Piece) : "", file.IsLast, fingerprint, known));
    }

    /// <summary>The file has ended.</summary>
    /// <returns>Null if nothing can be told from what was known before: the file is to be read without.</returns>
    public ConfigResult? End(ulong content)
    {
        ulong? defaults = _names.Asked == 0 ? _defaults : null;
        bool anyKnown = _sections.Exists(section => section.Known is not null);
        if (anyKnown && (defaults is null || defaults != _previous!.DefaultsFingerprint))
            return null;
        var binder = new SectionBinder(_names, _ofSections);
        var builder = new VirtualServiceBuilder(_global);
        var services = ImmutableArray.CreateBuilder<VirtualService>(_sections.Count);
        foreach (var section in _sections)
        {
            if (section.Known is null)
                services.AddRange(Understand(section, binder, builder));
            else if (binder.Know(section.Known, section.FirstLine))
                services.Add(section.Known);
            else
                return null;
        }

        if (!_ofSections.HasErrors && !_ofGlobals.HasErrors)
            return new ConfigResult(Build(services.DrainToImmutable(), builder, content, defaults), Report.InOrder(_ofSections, _ofGlobals, _advice));
        // What is wrong may concern a section that was not looked at, as when there are two of the same virtual service.
        return anyKnown ? null : new ConfigResult(null, Report.InOrder(_ofSections, _ofGlobals));
    }

    private void AddGlobals(ImmutableArray<Statement> lines)
    {
        foreach (var line in lines)
        {
            _global.Bind(line.Head);
            _defaults = Fingerprint.Of(Encoding.Latin1.GetBytes($"{line.Head.Name}={line.Head.Value}\n"), _defaults);
        }
    }

    private List<VirtualService> Understand(SectionText section, SectionBinder binder, VirtualServiceBuilder builder)
    {
        var services = new List<VirtualService>();
        int asked = _names.Asked;
        int said = _ofSections.Count + _advice.Count;
        foreach (var statement in Grammar.Parse(section.Text, section.FirstLine, section.IsLast))
        {
            // A line that only looks like the beginning of a section, or follows one without belonging to it, is nothing that a file may hold.
            if (statement is not Section syntax)
                _global.Bind(statement.Head);
            else if (binder.Bind(syntax) is { } bound && !_ofSections.HasErrors)
            {
                CheckAdvice.Give(bound, _advice);
                bool saysAll = asked == _names.Asked && said == _ofSections.Count + _advice.Count && !bound.Settings.NamesFiles;
                services.Add(builder.Build(bound, saysAll && !section.IsLast ? section.Fingerprint : null));
            }
        }

        return services;
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
