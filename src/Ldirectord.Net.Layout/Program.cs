using Ldirectord.Layout;

if (args is not [var path, var list])
{
    Console.Error.WriteLine("Usage: layout OBJECT-FILE LIST-OF-DATA");
    return 2;
}

try
{
    var file = ObjectFile.Read(File.ReadAllBytes(path));
    if (!DataLayout.IsDone(file))
    {
        DataLayout.Apply(file, File.ReadLines(list).ToHashSet(StringComparer.Ordinal));
        using var output = File.Create($"{path}.new");
        file.Write(output);
        output.Close();
        File.Move($"{path}.new", path, overwrite: true);
    }

    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
{
    // In the form of MSBuild: the build fails with it.
    Console.Error.WriteLine($"{path}: error LAYOUT: {e.Message}");
    return 1;
}
