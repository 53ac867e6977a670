namespace Ldirectord.Cli;

/// <summary>A key of the terminal: a character, or one of the keys that have names.</summary>
/// <param name="Character">Of <see cref="KeyName.Character"/>; otherwise '\0'.</param>
internal readonly record struct Key(KeyName Name, char Character = '\0')
{
    public static Key Of(char character) => new(KeyName.Character, character);

    /// <summary>Ctrl with a lower case letter.</summary>
    public static Key Control(char letter) => new(KeyName.Control, letter);
}
