import * as d3 from "https://cdn.example.org/npm/d3@7/+esm";
import { clean } from "./clean.js";
const help = `
import { chart } from './chart.js'
`;
