using static Ldirectord.Kernel.Compatibility.Stories.Text;

namespace Ldirectord.Kernel.Compatibility.Stories;

/// <summary>Files in maintenancedir take servers out and bring them back.</summary>
internal static class MaintenanceFiles
{
    private const string Directory = "maintenancedir=/run/maintenance\n";

    public static Story AFileNamedForTheAddress_TakesTheServerOut => Begin(Two + Connect).Start().Maintenance("127.0.2.1")
        .EndMaintenance("127.0.2.1").Stop().IsNoFailure();

    public static Story AFileNamedForAddressAndPort_TakesTheServerOut => Begin(Two + Http).Start().Maintenance("127.0.2.2:80")
        .EndMaintenance("127.0.2.2:80").Stop().IsNoFailure();

    public static Story AFileNamedForTheHost_TakesTheServerOut => Begin(Two + Connect).Start().Maintenance("web1.example.test")
        .EndMaintenance("web1.example.test").Stop().IsNoFailure();

    public static Story AFileNamedForTheShortNameAndPort_TakesTheServerOut => Begin(Two + Connect).Start().Maintenance("web2:80")
        .EndMaintenance("web2:80").Stop().IsNoFailure();

    public static Story MaintenanceOfTheLastServer_BringsTheFallback => Begin(Two + Connect + Fallback)
        .Start().Kill("b1").Maintenance("127.0.2.2").EndMaintenance("127.0.2.2").Stop().IsNoFailure();

    public static Story MaintenanceInAQuiescentService_IsWeightZero => Begin("quiescent=yes\n" + Two + Connect).Start()
        .Maintenance("127.0.2.1").EndMaintenance("127.0.2.1").Stop().IsNoFailure();

    public static Story MaintenanceWithFailurecount_IsAtOnce => Begin(Two + Connect + "\n    failurecount=3").Start()
        .Maintenance("127.0.2.1").EndMaintenance("127.0.2.1").Stop().IsNoFailure();

    public static Story MaintenanceBeforeTheStart_HoldsFromTheStart => Begin(Two + Connect)
        .Maintenance("127.0.2.1").NothingHappens().Start().EndMaintenance("127.0.2.1").Stop().IsNoFailure();

    public static Story AServerThatDiesInMaintenance_DoesNotComeBackWithItsEnd => Begin(Two + Connect)
        .Start().Maintenance("127.0.2.1").Kill("b1").NothingHappens().Shell("rm /run/maintenance/127.0.2.1").Return("b1").Stop();

    public static Story MaintenanceInAFileThatSaysMore_TakesTheServerOut => Begin(Two + Connect).Start()
        .Do("printf 'new disk\nmode: maintenance\nwho: alice\nuntil: 2999-01-01T00:00:00Z\n' >/run/maintenance/.new; "
            + "mv /run/maintenance/.new /run/maintenance/127.0.2.1")
        .EndMaintenance("127.0.2.1").Stop().IsNoFailure();

    public static Story MaintenanceOfOtherNames_IsPassedOver => Begin(Two + Connect).Start()
        .Maintenance("127.0.2.1:80@tcp:10.9.9.9:80").NothingHappens()
        .Maintenance("127.0.2.1+weight").NothingHappens()
        .Maintenance(".127.0.2.2").NothingHappens()
        .Kill("b1").Stop();

    public static Story TheDirectoryIsMissing_ItIsWarnedOf => new Story("maintenancedir=/run/nowhere\n" + Two + Connect).Start()
        .Kill("b1").Stop()
        .Original("errors in a file", @"start: err: Warning \[PID\] .*").Ours("errors in a file", @"start: err: Warning \[PID\] .*")
        .Ours("`maintenancedir`", "log: maintenancedir /run/nowhere cannot be read: .*");

    // For the original it is one, and the count is reset when the server returns.
    private static Story IsNoFailure(this Story story) => story.Original("`maintenancedir`", "log: Resetting soft failure count: .*");

    private static Story Begin(string configuration) => new Story(Directory + configuration).Shell("mkdir -p /run/maintenance");
}
