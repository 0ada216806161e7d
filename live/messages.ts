// The types of everything that passes between the page, the worker and Python.

// ---- page and worker

/** live/python.json, with an absolute `from`. */
export interface Settings {
  from: string;
  bytes: number;
  core: Record<string, string>; // file name -> SHA-256
  packages: string[];
  pure: string[]; // packages without compiled code, which lie beside the worker
}

export interface StartOptions {
  settings: Settings;
  wheel: string; // address of glasslib's wheel
  formats: Record<string, string[]>; // for each number in the text, the formats it is written in
  imports: string; // code whose imports are done in advance
}

export type ToWorker =
  | { type: "start"; options: StartOptions }
  | { type: "run"; id: number; code: string; name: string };

export type FromWorker =
  | { type: "progress"; bytes: number }
  | { type: "ready"; version: string }
  | { type: "failed"; message: string }
  | { type: "output"; id: number; output: Output }
  | { type: "finished"; id: number; error?: string; seconds: number };

/** What a cell shows or publishes, as live/runner.py emits it. */
export type Output = StreamOutput | SvgOutput | ValueOutput | GlueOutput | ExploreOutput;

export interface StreamOutput {
  stream: "stdout" | "stderr";
  text: string;
}

export interface SvgOutput {
  svg: string;
}

export interface ValueOutput {
  plain: string;
  html?: string;
  latex?: string;
}

/** A figure with sliders, whose answers Python is ready to give. */
export interface ExploreOutput {
  explore: Omit<ExploreInfo, "table" | "given">;
}

/** A number for the text: its name, and how it reads in each format. */
export interface GlueOutput {
  glue: string;
  texts: Record<string, string>;
}

export type RunResult = { stopped: true } | { stopped: false; error?: string; seconds: number };

// ---- switchboard and live/board.py

/** The value of one assumption; null means that the theory gives it. */
export type Value = number | string | null;

export type Choices = Record<string, Value>;

interface FieldBase {
  name: string;
  says: string;
}

export interface NumberField extends FieldBase {
  low: number;
  high: number;
  logarithmic: boolean;
  unit: string;
  none: string | null; // what gives the value where it is null; null where it must be a number
  printed: number | null;
  consistent: number | null;
  options?: undefined;
}

export interface MenuField extends FieldBase {
  options: string[];
  printed: string;
  consistent: string;
}

export type Field = NumberField | MenuField;

export interface ResultInfo {
  says: string;
  symbol: string;
  unit: string;
  chapter: string;
  measured: number | null;
}

export type Curve = [x: number[], y: number[]];

/** A value of one field that needs values of others. */
export interface Requirement {
  field: string;
  value: Value;
  sets: Choices;
}

/** The answer of `start()`. */
export interface BoardInfo {
  fields: Field[];
  requirements: Requirement[];
  groups: Record<string, string[]>; // title -> names of fields
  results: Record<string, ResultInfo>;
  measured: Record<string, Curve>;
  plots: Record<string, PlotAxes>;
}

/** The axes of a plot. */
export interface PlotAxes {
  title: string;
  x: string;
  y: string;
  xLog?: boolean;
  yLog?: boolean;
  xRange?: [number, number]; // that of the first curve, if it is not given
  yRange: [number, number];
  band?: [number, number]; // measured values, as a gray band
}

/** What the switchboard knows without Python: glasslib/board.py. */
export interface BoardData {
  info: BoardInfo;
  presets: Record<"as printed" | "consistent", BoardColumn>;
  table: BoardTable;
}

export interface BoardTable {
  axes: AxisInfo[];
  count: number; // Chebyshev points of each
  results: string[];
  curves: Record<string, number[]>; // the lower axis of each
  logarithmic: boolean[];
  parts: { low: number[]; span: number[]; cells: string }[];
  trust: string;
}

/** The answer of `board()`. */
export type BoardAnswer = BoardColumn | { error: string };

export interface BoardColumn {
  results: Record<string, number>;
  curves: Record<string, Curve>;
}

// ---- sliders of a page: glasslib/explore.py

export interface AxisInfo {
  says: string;
  low: number;
  high: number;
  logarithmic: boolean;
}

/** Part of a row of the table: tabulated between two values, or always the same. */
export type TablePart = { size: number; low: number; span: number } | { values: number[] };

export interface TableInfo {
  number: AxisInfo;
  count: number; // Chebyshev points of each slider
  parts: TablePart[];
  error: number; // the largest found, as a fraction of an axis
  samples: number; // random settings at which it was looked for
  cells: string; // base64 of 16-bit numbers
}

export interface ExploreInfo {
  sliders: NumberField[];
  x: AxisInfo;
  y: AxisInfo;
  number: string;
  lines: string[];
  fixed: Record<string, Curve>;
  given: ExploreAnswer; // for the values of the page
  table: TableInfo;
}

/** What Python gives for a setting. */
export interface ExploreAnswer {
  number: number;
  lines: Record<string, Curve>;
}

/** What a live page hands to the sliders: their new values and ranges, and Python's answers. */
export interface PythonForSliders {
  info: ExploreOutput["explore"];
  answer: (values: Choices) => Promise<ExploreAnswer>;
}

// ---- Your own glass: glasslib/predictions.py

/** Density, speeds, T_g in SI units, and the mass of a bead in g/mol. */
export type GlassInputs = Record<string, number>;

export type Ranges = Record<string, [low: number, high: number]>;

export interface Interval {
  value: number;
  low: number;
  high: number;
}

export interface Quantity {
  says: string;
  symbol: string;
  unit: string;
  in_si: number;
  chapter: string;
}

export interface GlassData {
  constants: { k: number; hbar: number; N_A: number };
  inputs: Record<string, { says: string; low: number; high: number }>;
  quantities: Record<string, Quantity>;
  presets: Record<string, GlassPreset>;
  ratios: [number, number]; // T_g/T_D for which the series hold
  speeds: [number, number]; // v_t/v_l, likewise
  signed: string[]; // of all others the series gives the logarithm
  temperatures: Record<string, number[]>; // T/T_D of the curves
  glasses: Record<string, { values: GlassInputs; ranges: Ranges; atom: number }>;
  measured: Record<string, Curve>; // of silica
}

export interface GlassPreset {
  beads: Record<string, number>; // by case
  orientation: number;
  branches: boolean; // whether longitudinal and transverse sound are told apart
  series: Record<string, Record<string, number[][]>>; // by case and quantity
}
