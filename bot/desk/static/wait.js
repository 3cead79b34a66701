// Looks every two seconds whether a draft has been checked, then shows what was found.
const look = async () => {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  const page = await answer.text();
  if (answer.ok && page.includes("data-waiting")) setTimeout(look, 2000);
  else location.reload();
};
setTimeout(() => look().catch(() => setTimeout(look, 5000)), 1500);
