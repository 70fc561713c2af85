"""The sheet of the bulletin's page: the platform's colours on screen, black on white in print.

Only what browsers since Chromium 86 understand.
"""

STYLE = """\
:root { --ink: #16222e; --ink-2: #37475a; --ink-3: #566579; --blue: #1d6199; --line: #e2e7ed;
  --ground: #f4f6f8; --sunken: #f8fafb; --red: #a3261d; --red-50: #fcf1f0; --amber: #85510a;
  --amber-50: #fdf6e8; --green: #1f6a47; --green-50: #eef7f2; }
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--ink); font-size: 14px; }
body { margin: 0; font-family: "PingFang SC", "HarmonyOS Sans SC", MiSans, "Microsoft YaHei UI",
  "Microsoft YaHei", "Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC",
  "WenQuanYi Micro Hei", sans-serif; line-height: 1.9; font-variant-numeric: tabular-nums; }
main { max-width: 980px; margin: 24px auto; padding: 32px 48px 48px; background: #fff;
  border: 1px solid var(--line); border-radius: 8px; overflow-wrap: break-word; }
header { text-align: center; padding-bottom: 8px; }
header p { text-align: center; }
.office { margin: 0; color: var(--red); font-size: 24px; font-weight: 600; letter-spacing: 2px; }
.number { margin: 4px 0 24px; padding-bottom: 12px; color: var(--ink-3);
  border-bottom: 2px solid var(--red); }
h1 { font-size: 22px; line-height: 1.5; font-weight: 600; margin: 0 0 16px; }
h2 { font-size: 18px; line-height: 1.5; font-weight: 600; margin: 32px 0 8px; }
h3 { font-size: 15px; line-height: 1.6; font-weight: 600; margin: 20px 0 4px; color: var(--ink-2); }
p { margin: 4px 0 8px; text-align: justify; }
.to { font-weight: 600; }
ol { margin: 0 0 8px; padding-left: 28px; }
li { margin: 2px 0; }
a { color: var(--blue); }
.conclusion { color: var(--red); margin: 0 0 4px; }
.basis { color: var(--ink-3); margin-left: 4px; }
.counts { display: flex; flex-wrap: wrap; list-style: none; margin: 12px -6px 16px; padding: 0; }
.counts li { flex: 1 1 150px; margin: 6px; padding: 12px 16px; border: 1px solid var(--line);
  border-radius: 8px; line-height: 1.5; }
.counts span { display: block; color: var(--ink-2); }
.counts b { display: block; font-size: 28px; line-height: 35px; font-weight: 600; }
.counts small { color: var(--ink-3); font-size: 12px; }
.counts .bad, .counts .unseen { border-color: var(--red); background: var(--red-50); }
.counts .bad b, .counts .unseen b { color: var(--red); }
.counts .warn { border-color: var(--amber); background: var(--amber-50); }
.counts .warn b { color: var(--amber); }
.counts .good b { color: var(--green); }
div.unseen { margin: 12px 0; padding: 10px 16px; border: 1px solid var(--red);
  border-left-width: 4px; border-radius: 4px; background: var(--red-50); }
div.unseen strong { color: var(--red); }
div.unseen p { margin: 2px 0; }
.signed { margin: 96px 48px 0 0; text-align: right; line-height: 2.2; }
.annex { margin-top: 40px; padding-top: 24px; border-top: 1px solid var(--line); }
.annex h2 { text-align: center; margin-top: 0; }
.mark { font-weight: 600; margin: 0; }
.note { color: var(--ink-3); font-size: 13px; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; line-height: 1.6; }
th, td { padding: 6px 8px; border: 1px solid var(--line); text-align: left; vertical-align: top;
  min-width: 72px; }
th { background: var(--sunken); color: var(--ink-2); font-weight: 600; }
.n { min-width: 48px; text-align: center; white-space: nowrap; }
td.n { white-space: normal; }
@media (max-width: 640px) { main { margin: 0; padding: 20px 16px; border: 0; border-radius: 0; } }
@media print {
  @page { size: A4; margin: 25mm 22mm 22mm; }
  html { background: #fff; color: #000; font-size: 12pt; }
  body { font-family: "仿宋_GB2312", FangSong, STFangsong, SimSun, "Noto Serif CJK SC",
    "Noto Serif SC", serif; }
  main { max-width: none; margin: 0; padding: 0; border: 0; }
  h1, .office { font-family: "方正小标宋简体", STZhongsong, SimSun, "Noto Serif CJK SC", serif; }
  .office { font-size: 26pt; }
  h1 { font-size: 20pt; }
  h2 { font-size: 15pt; font-family: SimHei, "Noto Sans CJK SC", sans-serif; }
  h3 { font-size: 12pt; color: #000; }
  h2, h3 { break-after: avoid; }
  table, .note, .counts small { font-size: 10.5pt; color: #000; }
  th, td, .counts li, div.unseen { border-color: #000; background: #fff; }
  .counts .bad, .counts .unseen, .counts .warn, th { background: #fff; border-color: #000; }
  .counts b, .counts .bad b, .counts .unseen b, .counts .warn b, .counts .good b,
  div.unseen strong { color: #000; }
  .basis, .number, .conclusion, h3 { color: #000; }
  a { color: #000; text-decoration: none; }
  thead { display: table-header-group; }
  tr, li { break-inside: avoid; }
  .annex { break-before: page; border: 0; padding: 0; margin: 0; }
  .wide { overflow: visible; }
}
"""
