namespace Ldirectord.Cli;

internal static class ConfigLocator
{
    public static string? Find(string? name)
    {
        var file = name ?? "ldirectord.cf";
        string[] places = [$"/etc/ha.d/{file}", $"/etc/ha.d/conf/{file}", file];
        return places.FirstOrDefault(Path.Exists);
    }
}
