namespace Ldirectord.Cli;

/// <summary>Reads one command line, word by word.</summary>
internal sealed class CommandLineParser(IReadOnlyList<string> words)
{
    private readonly List<CommandOption> _given = [];
    private CommandLine _line = new(Verb.Start);
    private bool _wantsHelp, _wantsVersion;
    private int _next;

    /// <summary>Why there is no command line; empty if there is one.</summary>
    public string Mistake { get; private set; } = "";

    /// <returns>Null if the command line is wrong.</returns>
    public CommandLine? Parse()
    {
        if (!ReadOptions())
            return null;
        if (_wantsHelp || _wantsVersion)
            return _line with { Verb = _wantsHelp ? Verb.Help : Verb.Version };
        if (CommandWord() is not { } command || !(command.IsOriginal ? ReadOptionsOf(command) : ReadArguments(command)) || !Fits(command))
            return null;
        return _line with { Verb = command.Verb };
    }

    private bool Fail(string mistake)
    {
        Mistake = mistake;
        return false;
    }

    /// <summary>The options before the first word.</summary>
    private bool ReadOptions()
    {
        while (_next < words.Count && words[_next] is ['-', _, ..] option)
        {
            _next++;
            if (option == "--")
                return true;
            var isLong = option.StartsWith("--", StringComparison.Ordinal);
            foreach (var name in isLong ? [option] : option[1..].Select(letter => $"-{letter}"))
            {
                if (!ReadOption(name))
                    return false;
            }
        }
        return true;
    }

    /// <summary>The first word that is a command: options before it may be those of it.</summary>
    private Verb? FirstCommand() => words.Skip(_next).Select(Command.Find).FirstOrDefault(command => command is not null)?.Verb;

    private bool ReadOption(string name)
    {
        switch (name.StartsWith("--", StringComparison.Ordinal) ? name.ToLowerInvariant() : name)
        {
            case "-d" or "--debug":
                _line = _line with { Debug = true };
                return true;
            case "-h" or "-?" or "--help" or "--?":
                return _wantsHelp = true;
            case "-v" or "--version":
                return _wantsVersion = true;
            case "--dry-run":
                _line = _line with { DryRun = true };
                return true;
            default:
                return CommandOption.Find(name, out var value, FirstCommand()) is { } option ? Take(option, value)
                    : Fail($"unknown option: {name}");
        }
    }

    /// <param name="value">Behind "="; null to take the next word.</param>
    private bool Take(CommandOption option, string? value)
    {
        if (option.Value is not null)
        {
            if (_given.Contains(option))
                return Fail($"{option.Name} stands twice, expected it once");
            if (value is null && _next == words.Count)
                return Fail($"{option.Name} has no value: expected {option.Name} {option.Value}");
            value ??= words[_next++];
        }
        _given.Add(option);
        _line = option.Set(_line, value ?? "");
        return true;
    }

    /// <summary>The command, after the configuration's name if there is one.</summary>
    private Command? CommandWord()
    {
        if (_next == words.Count)
        {
            Mistake = "no command";
            return null;
        }
        var first = Command.Find(words[_next]);
        var second = words.ElementAtOrDefault(_next + 1);
        // "probe --json" and "--json web.cf probe" are both accepted.
        var isCommand = second is null || (first is not null && (CommandOption.Find(second, out _) is not null
            || (first.Arguments.Length > 0 && Command.Find(second) is not { IsOriginal: true })));
        if (!isCommand)
        {
            _line = _line with { Config = words[_next++] };
            first = Command.Find(words[_next]);
        }
        if (first is null)
            Mistake = $"unknown command: {words[_next]}";
        _next++;
        return first;
    }

    /// <summary>What stands behind a command of the original: its options; further words are ignored, as by the original.</summary>
    private bool ReadOptionsOf(Command command)
    {
        foreach (var word in words.Skip(_next))
        {
            if (CommandOption.Find(word, out var value, command.Verb) is { } option && option.Verbs.Contains(command.Verb)
                && !Take(option, value))
                return false;
        }

        return true;
    }

    /// <summary>What stands behind the command: arguments, and options anywhere among them until "--".</summary>
    private bool ReadArguments(Command command)
    {
        List<string> arguments = [];
        var isAfterDashes = false;
        while (_next < words.Count)
        {
            var word = words[_next++];
            if (command.Arguments.Length > 0 && !isAfterDashes && word == "--")
            {
                isAfterDashes = true;
            }
            else if (!isAfterDashes && CommandOption.Find(word, out var value, command.Verb) is { } option)
            {
                if (!Take(option, value))
                    return false;
            }
            else if (command.Arguments.Length > 0 && !isAfterDashes && word is ['-', _, ..])
            {
                return Fail($"unknown option: {word}");
            }
            else if (arguments.Count == command.Arguments.Length)
            {
                return Fail($"unexpected argument after {string.Join(' ', [command.Word, .. arguments])}: {word}");
            }
            else
            {
                arguments.Add(word);
            }
        }
        if (command.Arguments.ElementAtOrDefault(arguments.Count) is { } missing && !missing.StartsWith('['))
            return Fail($"expected {missing} after {string.Join(' ', [command.Word, .. arguments])}");
        if (arguments.Count > 0)
            _line = _line with { Arguments = arguments };
        return true;
    }

    private bool Fits(Command command)
    {
        if (_given.Find(option => !option.Verbs.Contains(command.Verb)) is { } foreign)
            return Fail($"{foreign.Name} can be used with {foreign.CommandWords()}, not with {command.Word}");
        foreach (var option in _given)
        {
            if (_given.Find(other => option.Excludes.Contains(other.Name)) is { } excluded)
                return Fail($"{option.Name} cannot be used with {excluded.Name}");
        }
        return !(_line.DryRun && command.IsWithoutDaemon) || Fail($"--dry-run cannot be used with {command.Word}");
    }
}
