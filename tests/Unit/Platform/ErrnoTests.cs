using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Ldirectord.Platform;
using Ldirectord.Tests.Ipvs;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Platform;

public partial class ErrnoTests
{
    [Fact]
    public void ErrorNumber_HasTheHeadersValueOfTheNameBesideIt()
    {
        var headers = new[] { "errno-base.h", "errno.h" }.Select(name => KernelHeader.Read($"../asm-generic/{name}")).ToList();
        var source = File.ReadAllText(Repository.PathOf("src", "Ldirectord.Net", "Platform", "Errno.cs"));
        var constants = Constant().Matches(source);
        Assert.Equal(
            typeof(Errno).GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).Count(field => field.IsLiteral),
            constants.Count);
        Assert.All(constants, constant => Assert.Equal(
            int.Parse(constant.Groups["value"].Value, CultureInfo.InvariantCulture),
            headers.Select(header => header.Find(constant.Groups["name"].Value)).Single(value => value is not null)));
    }

    [GeneratedRegex(@"const int \w+ = (?<value>\d+); // (?<name>E\w+)")]
    private static partial Regex Constant();
}
