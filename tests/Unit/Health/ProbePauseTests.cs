using Ldirectord.Health;

namespace Ldirectord.Tests.Health;

public class ProbePauseTests
{
    private static readonly TimeSpan s_check = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_down = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(ServerState.Up, 0, 0, 10, false)]
    [InlineData(ServerState.Up, 1, 0, 1, true)]
    [InlineData(ServerState.Down, 3, 0, 60, false)]
    [InlineData(ServerState.Down, 0, 1, 1, true)]
    [InlineData(ServerState.Unknown, 0, 0, 1, true)]
    [InlineData(ServerState.Unknown, 0, 1, 1, true)]
    internal void Pause_DependsOnWhatIsBeingCounted(ServerState state, int failures, int passes, int seconds, bool undecided) =>
        Assert.Equal(
            new ProbePause(TimeSpan.FromSeconds(seconds), undecided),
            Of(new ServerHealth(state, failures, passes)));

    [Theory]
    [InlineData(ServerState.Up, 1, 0, 10)]
    [InlineData(ServerState.Unknown, 0, 1, 10)]
    [InlineData(ServerState.Down, 1, 0, 60)]
    internal void ServerInMaintenance_IsInNoHurry(ServerState state, int failures, int passes, int seconds) =>
        Assert.Equal(
            new ProbePause(TimeSpan.FromSeconds(seconds), IsUndecided: false),
            Of(new ServerView(new ServerHealth(state, failures, passes), AdminState.Maintenance)));

    [Fact]
    public void ProbeOfSeveralServers_PausesAsTheMostImpatientWishes()
    {
        var (up, rising, down) = (Of(new ServerHealth(ServerState.Up)), Of(new ServerHealth(ServerState.Down, Passes: 1)),
            Of(new ServerHealth(ServerState.Down, 1)));
        Assert.Equal(up, up.With(down));
        Assert.Equal(new ProbePause(s_retry, IsUndecided: true), up.With(down).With(rising));
        Assert.Equal(rising.With(up), up.With(rising));
    }

    private static ProbePause Of(ServerView view) => ProbePause.Of(view, s_check, s_retry, s_down);
}
