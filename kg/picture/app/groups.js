// Large graphs stand as groups that open. Small ones have none, and everything here does nothing.

const opened = new Set();

function regroup() {}
function groupHides() { return false; }
function groupLook() { return null; }
function openGroup() {}
function groupName() { return { lines: [], size: 12, face: SANS, weight: "", colour: ink(), box: false }; }
