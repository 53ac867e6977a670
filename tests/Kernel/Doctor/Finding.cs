using System.Text.Json;

namespace Ldirectord.Kernel.Doctor;

/// <summary>What the doctor said, as its JSON has it.</summary>
internal sealed record Finding(string Id, string Level, string Subject, string Sentence, string? Command, string? On)
{
    public bool IsFine => Level == "OK";

    public static IReadOnlyList<Finding> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document.RootElement.GetProperty("findings").EnumerateArray().Select(one => new Finding(
                one.GetProperty("id").GetString()!, one.GetProperty("level").GetString()!, one.GetProperty("subject").GetString()!,
                one.GetProperty("sentence").GetString()!, one.GetProperty("command").GetString(), one.GetProperty("on").GetString())),
        ];
    }
}
