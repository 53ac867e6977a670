namespace Ldirectord.Cli;

/// <summary>Keys that are no printable character.</summary>
internal enum KeyName
{
    Character,
    Control,
    Enter,
    Escape,
    Backspace,
    Delete,
    Tab,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,

    /// <summary>A key that nothing here knows.</summary>
    Other,
}
