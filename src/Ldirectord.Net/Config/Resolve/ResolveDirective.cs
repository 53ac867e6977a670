namespace Ldirectord.Config;

/// <summary>resolveinterval: how often the names of real lines with resolve are looked up.</summary>
internal sealed class ResolveDirective
{
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(30);

    private const int Longest = 3600;

    private DirectiveReader? _line;

    public TimeSpan Interval { get; private set; } = Default;

    public void Bind(DirectiveReader line)
    {
        line.IsOurs();
        _line = line;
        int seconds = line.Text.Length > 0 && line.Text.All(char.IsAsciiDigit) ? ValueSyntax.Clamp(line.Text, int.MaxValue) : 0;
        if (seconds is >= 1 and <= Longest)
            Interval = TimeSpan.FromSeconds(seconds);
        else
            line.Error($"invalid resolveinterval \"{DirectiveReader.Shorten(line.Text)}\": expected seconds, 1..{Longest}");
    }

    /// <summary>The file has ended: warns of an interval that has no effect.</summary>
    /// <param name="isUsed">A real line has resolve.</param>
    public void End(bool isUsed)
    {
        if (!isUsed)
            _line?.Warning("resolveinterval has no effect without resolve: expected a real line such as app.example.com:80 gate resolve");
    }
}
