namespace Ldirectord.Cli;

/// <summary>Colours of the terminal's own palette, which suit a light and a dark background; values are those of SGR (ECMA-48).</summary>
internal enum ScreenColour
{
    None = 0,
    Red = 31,
    Green = 32,
    Yellow = 33,
    Cyan = 36,
}
