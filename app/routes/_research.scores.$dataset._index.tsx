/** The leaderboard. */
export default function LeaderboardPage() {
  return null;
}
